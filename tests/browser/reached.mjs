// Where a press leads to when it may be one too many: the second one breaks off the way that the first began, and begins it anew, which
// the browser's driver takes for a failure.

const PATIENCE_MS = 45_000

/** Waits until the page's path is one that fits, and the page is loaded. */
export async function reached(page, fits) {
  const begun = Date.now()
  while (!fits.test(new URL(page.url()).pathname)) {
    if (Date.now() - begun > PATIENCE_MS) throw new Error(`it led to ${page.url()}`)
    await new Promise((later) => setTimeout(later, 50))
  }
  await page.waitForLoadState('load')
}
