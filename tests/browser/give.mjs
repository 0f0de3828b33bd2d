// What a family says when it gives a consent, or a colleague when a report is pushed: the fields, wherever a journey meets them.
import { reached } from './reached.mjs'

/** Chooses with whom what is shared, for what, and for how many months. */
export async function chooses(page, { agency, category, purpose, months = 6 }) {
  await page.locator(`[id="recipient-agency:${agency}"]`).check()
  await page.locator(`#category-${category}`).check()
  await page.locator(`main input[name=purpose][value=${purpose}]`).check()
  await page.locator(`main input[name=until][value="${months}"]`).check()
}

/** Types a day into its three fields. */
export async function day(page, name, date) {
  const parts = { day: date.getUTCDate(), month: date.getUTCMonth() + 1, year: date.getUTCFullYear() }
  for (const [part, value] of Object.entries(parts)) await page.locator(`#${name}-${part}`).fill(String(value))
}

/** So many days from now. */
export const daysOn = (days) => new Date(Date.now() + days * 86_400_000)

/** Opens whatever on the page is folded. */
export async function unfold(page) {
  const folded = page.locator('main details:not([open]) > summary')
  while ((await folded.count()) > 0) await folded.first().click()
}

/** What a co-ordinator writes down of a consent that was given yesterday, on paper or spoken, for a school to see the speech reports. */
export async function keepsRecord(page, { giver, how }) {
  await page.locator(`input[name=giver][value="${giver}"]`).check()
  await page.locator(`input[name=how][value=${how}]`).check()
  await day(page, 'given', daysOn(-1))
  await page.locator('#agency').selectOption('nant-y-wennol')
  await unfold(page)
  await page.locator('input[name=category][value=speech-language]').check()
  await page.locator('input[name=purpose][value=aln-support]').check()
  await day(page, 'until', daysOn(180))
  await page.locator('input[name=language][value=cy]').check()
}

/** A PDF different from every other. */
export const pdf = (name) => {
  const buffer = Buffer.from(`%PDF-1.7\n% ${name} ${Math.random()}\n`.padEnd(900, '.'))
  return { name, mimeType: 'application/pdf', buffer }
}

/** Says of a report what the form asks; `end` is what the names of its fields end with, one for each file where there is script. */
export async function says(on, { end = '', author } = {}) {
  await on.locator(`#category${end}`).selectOption('speech-language')
  await on.locator(`#purpose${end}`).selectOption('aln-support')
  for (const [name, value] of [['audience', 'family'], ['serious-harm', 'no'], ['third-party', 'no'], ['status', 'signed-off'], ['language', 'en']]) {
    await on.locator(`input[name=${name}${end}][value=${value}]`).check()
  }
  if (author) await on.locator(`#author${end}`).selectOption(author)
}

/** Pushes one report with the form that the page offers: sealed in the browser where there is script. `act` presses its button. */
export async function pushes({ page, input }, file, { author, act = (button) => button.click() } = {}) {
  if (input.script === false) {
    const form = page.locator('[data-part="plain"]')
    await says(form, { author })
    await page.locator('#file').setInputFiles(file)
    await act(form.locator('button[type=submit]'))
    await reached(page, /\/push\/stored$/)
  } else {
    await page.locator('#files').setInputFiles([file])
    const block = page.locator('.porthor-file').first()
    await says(block, { end: '-1', author })
    await act(page.locator('[data-part="send"] button'))
    await block.locator('[data-part="fields"]').waitFor({ state: 'detached' })
  }
}
