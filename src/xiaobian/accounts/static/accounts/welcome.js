// The page where a brand is named: the address follows the name, the zone is the browser's.

const zone = document.querySelector("select[data-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.querySelector("[aria-invalid]")) {
  const known = [...zone.options].some((option) => option.value === here);
  if (known) zone.value = here;
}

const name = document.querySelector("input[data-names]");
const slug = name && document.getElementById(`id_${name.dataset.names}`);
if (slug) {
  let own = slug.value !== "";
  slug.addEventListener("input", () => {
    own = slug.value !== "";
  });
  name.addEventListener("input", () => {
    if (!own) slug.value = address(name.value);
  });
}

/** The Latin words of a name; empty where there are none, then the desk chooses one. */
function address(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 50);
  return /[a-z]/.test(words) ? words : "";
}
