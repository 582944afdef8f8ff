/** What this browser keeps of how the page is to look. Storage may be forbidden; then nothing is kept. */

const here = new Map();

export function kept(name) {
  try {
    return localStorage.getItem(`phakhi-${name}`) ?? here.get(name) ?? null;
  } catch {
    return here.get(name) ?? null;
  }
}

export function keep(name, value) {
  here.set(name, value);
  try {
    localStorage.setItem(`phakhi-${name}`, value);
  } catch {
    // until the window is closed it holds all the same
  }
}
