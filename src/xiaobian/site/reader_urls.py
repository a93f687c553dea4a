"""What lies below a site's address. Every view takes the brand's `slug` first."""

from __future__ import annotations

from django.urls import path

from xiaobian.site import acts, feeds, pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("about/", pages.about, name="about"),
    path("tags/", pages.tags, name="tags"),
    path("tags/<path:tag>/", pages.tag, name="tag"),
    path("archive/", pages.archive, name="archive"),
    path("archive/<int:year>/", pages.archive, name="year"),
    path("archive/<int:year>/<int:month>/", pages.archive, name="month"),
    path("theme.css", pages.theme_css, name="theme"),
    path("icon.svg", pages.icon, name="icon"),
    path("feed.xml", feeds.rss, name="rss"),
    path("atom.xml", feeds.atom, name="atom"),
    path("feed.json", feeds.json_feed, name="json"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("<str:post>/", pages.post, name="post"),
    path("<str:post>/favourite/", acts.favourite, name="favourite"),
    path("<str:post>/comments/", acts.comment, name="comment"),
]
