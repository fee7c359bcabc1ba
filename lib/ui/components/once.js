// Run once in every tab.

if (!window.seeingAttention) {
  window.seeingAttention = true;

  // A page is one entry of the browser's history; a choice on it changes that entry's address.
  // Streamlit makes an entry of every address a script writes: Back would go through all choices.
  const push = history.pushState;
  history.pushState = function (state, title, url) {
    const same = new URL(url, location).pathname === location.pathname;
    (same ? history.replaceState : push).call(history, state, title, url);
  };

  // What Streamlit says to screen readers exists in English only.
  const NAMES = {
    "Sidebar": "菜单",
    "Collapse sidebar": "收起菜单",
    "Expand sidebar": "打开菜单",
    "Copy to clipboard": "复制",
    "Link to heading": "到这里的链接",
    "Clear all": "全部去掉",
    "Clear value": "清空",
    "Open": "打开",
    "Choose an option": "选一个",
    "Choose options": "选几个",
    "Help": "说明",
  };
  const translate = (root) => {
    for (const element of root.querySelectorAll("[aria-label]")) {
      const name = element.getAttribute("aria-label");
      if (name.startsWith("Help for ")) element.setAttribute("aria-label", `${name.slice(9)}：说明`);
      else if (name in NAMES) element.setAttribute("aria-label", NAMES[name]);
      // “toys icon” beside the word that it stands for
      else if (name.endsWith(" icon")) element.setAttribute("aria-hidden", "true");
    }
  };

  // A wide formula or table scrolls inside a box of its own: the keyboard must get there too.
  let waiting = 0;
  const reach = () => {
    waiting = 0;
    for (const box of document.querySelectorAll('.katex-display, [data-testid="stTable"] > div')) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  const reachSoon = () => (waiting ||= setTimeout(reach, 300));

  translate(document);
  new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node.nodeType === 1) translate(node.parentNode ?? node);
    reachSoon();
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", reachSoon);
}
