// Links between views without losing the session, copy buttons, and scrolling to the highlighted place.
// Called anew whenever its data changes, without being released first: what an earlier call attached is taken off here.
// No text becomes markup.
let scrolled = "";

export default function ({ data }) {
  const onClick = (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("button.copy");
    if (button) return copy(button);
    const anchor = event.target.closest("a[data-page]");
    if (!anchor || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const href = anchor.getAttribute("href");
    if (!href.startsWith("?")) return;
    event.preventDefault();
    go(href);
  };
  const onKey = (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.querySelector(".stMain .stTextInput input, .stMain .stTextArea textarea");
    if (box) { event.preventDefault(); box.focus(); }
  };
  window.releaseBridge?.();
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.documentElement.lang = "zh-CN";
  const wait = data && data.focus && data.focus !== scrolled ? scrollWhenThere(data.focus) : null;
  const release = () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
    if (wait) clearInterval(wait);
  };
  window.releaseBridge = release;
  return release;
}

// The page follows the address as it does for the browser's own back and forward: one run, within this session.
function go(href) {
  if (href !== location.search) history.pushState({}, "", href);
  dispatchEvent(new PopStateEvent("popstate"));
}

async function copy(button) {
  const address = button.dataset.copyUrl;
  const value = address === undefined ? button.dataset.copy : new URL(address, location.href).href;
  const before = button.dataset.label || button.textContent;
  button.dataset.label = before;
  button.setAttribute("aria-live", "polite");
  button.textContent = (await write(value)) ? "已复制" : "复制失败";
  setTimeout(() => { button.textContent = before; }, 1600);
}

async function write(value) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    // plain http in an office network has no clipboard API
    const area = document.createElement("textarea");
    area.value = value;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function scrollWhenThere(stamp) {
  let tries = 0;
  const timer = setInterval(() => {
    const there = document.querySelector(`[data-focus="${CSS.escape(stamp)}"]`);
    tries += 1;
    if (there) {
      scrolled = stamp;
      const place = there.querySelector("mark.evidence") || there;
      place.scrollIntoView({ block: place === there ? "start" : "center" });
    }
    if (there || tries > 40) clearInterval(timer);
  }, 50);
  return timer;
}
