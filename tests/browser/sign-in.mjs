// Signing in as a person would: name and password, then the code that the page asks for, from the printed card.

const TRIES = 3

/** Signs `who` ({ address, password, card: { place: code } }) in, starting at `path`; ends where the gateway sends them. */
export async function signIn(tools, who, path = '/sign-in') {
  const { visit, page, follow } = tools
  await visit(path, { status: path === '/sign-in' ? 200 : 401 })
  await choose(tools)
  await page.locator('#address').fill(who.address)
  await page.locator('#password').fill(who.password)
  await follow(page.locator('form[action="/sign-in"] button'))
  const button = page.locator('form[action="/sign-in/code"] button')
  // Another test may be using the same card: then another place is asked for by now.
  for (let tries = 0; tries < TRIES && (tries === 0 || (await page.locator('#code-error').count())); tries += 1) {
    await page.locator('#code').fill(await asked(page, who))
    await follow(button)
  }
}

/** The code that a page asks for: the place on the card stands in the field's label. */
export async function asked(page, who) {
  const label = await page.locator('label[for="code"]').innerText()
  const place = Object.keys(who.card).find((one) => new RegExp(`\\b${one}\\b`).test(label))
  if (!place) throw new Error(`"${label}" names no place of the card`)
  return who.card[place]
}

/** What is said of a wrong code has to send its reader to the place that is asked for, and nowhere else. */
export async function saysWhere(page) {
  const place = (text) => text.match(/\b[A-J][1-6]\b/)?.[0]
  const asked = place(await page.locator('label[for="code"]').innerText())
  const said = place(await page.locator('#code-error').innerText())
  if (!asked || said !== asked) throw new Error(`asked for the code at ${asked}, it speaks of ${said}`)
}

/** Chooses the journey's language on the way in: what a person chose there is theirs from then on, whatever was known of them. */
export async function choose({ page, follow }) {
  // To the other language and back: being shown a language is not choosing it.
  await follow(page.locator('.porthor-language__button'))
  await follow(page.locator('.porthor-language__button'))
}
