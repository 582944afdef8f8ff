// Before anything is drawn: the colours and the size that were chosen last, so that nothing flickers.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = (name) => {
    try {
      return localStorage.getItem(`phakhi-${name}`);
    } catch {
      return null; // storage may be forbidden; then it is as on the device
    }
  };
  const dress = () => {
    const chosen = kept("theme");
    root.dataset.theme = chosen === "dark" || chosen === "light" ? chosen : dark.matches ? "dark" : "light";
    root.dataset.size = kept("size") ?? "normal";
  };
  dress();
  dark.addEventListener("change", dress);
  addEventListener("phakhi-dress", dress);
})();
