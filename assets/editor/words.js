/** `format("Hello {name}", {name: "Lin"})`. */
export function format(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
  });
}
