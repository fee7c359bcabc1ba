// All pages as links with their groups, in one element: a link of Streamlit's for each cost a page
// change a fifth of its time. A plain click goes the way that Back goes, which Streamlit follows
// without loading the app anew; `menu` in the address tells the two apart (lib/ui/choices.py).
//
// data: {app, open, groups: [[name, [[key, title, icon, query], …]], …]}; open: the key of the page
// that stands; query: what is chosen, as the address has it.

export default ({ data, parentElement }) => {
  let nav = parentElement.querySelector("nav");
  if (!nav) {
    nav = document.createElement("nav");
    nav.ariaLabel = "所有页面";
    nav.append(piece("p", "app", data.app));
    for (const [name, pages] of data.groups) {
      const list = document.createElement("ul");
      if (name) {
        nav.append(piece("p", "group", name));
        list.ariaLabel = name;
      }
      for (const [key, title, icon] of pages) list.append(link(key, title, icon));
      nav.append(list);
    }
    parentElement.append(nav);
  }
  const queries = new Map(data.groups.flatMap(([, pages]) => pages.map((page) => [page[0], page[3]])));
  for (const a of nav.querySelectorAll("a")) {
    const { key } = a.dataset;
    a.href = (key === "home" ? "." : key) + (queries.get(key) && `?${queries.get(key)}`);
    if (key === data.open) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  }

  function go(href) {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app.dataset.testConnectionState !== "CONNECTED") return;
    const address = new URL(href);
    for (const [name, value] of new URLSearchParams(location.search))
      if (name.startsWith("embed")) address.searchParams.append(name, value); // Streamlit's own
    const marked = new URL(address);
    marked.searchParams.append("menu", "true");
    history.pushState({}, "", marked);
    dispatchEvent(new PopStateEvent("popstate"));
    history.replaceState({}, "", address);
    // On a narrow screen the menu lies over the page.
    if (matchMedia("(max-width: 768px)").matches)
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  }

  function link(key, title, icon) {
    const item = document.createElement("li"), a = document.createElement("a");
    const picture = piece("span", "icon", icon);
    picture.ariaHidden = "true";
    picture.translate = false;
    a.dataset.key = key;
    a.append(picture, piece("span", "title", title));
    a.onclick = (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!a.ariaCurrent) go(a.href);
    };
    item.append(a);
    return item;
  }

  function piece(tag, kind, text) {
    const element = document.createElement(tag);
    element.className = kind;
    element.textContent = text;
    return element;
  }
};
