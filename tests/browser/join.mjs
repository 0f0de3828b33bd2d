// Joining with a letter, as whoever got one does it.
import { code as codeOf } from './authenticator.mjs'
import { choose, signIn } from './sign-in.mjs'

const PASSWORD = 'pedwar gair nad oes neb yn eu dyfalu'

/** Signs `who` in, in the journey's language. */
export async function arrives(tools, who) {
  await tools.visit('/sign-in')
  await choose(tools)
  await signIn(tools, who)
}

/** From the letter to the first page of one's own; `second` is `totp` or `card`. Returns what signs in from then on. */
export async function join({ visit, look, printed, step, keys, page, follow }, { address, code, second, helped = false }, name = second) {
  const submit = () => page.locator('main form button[type=submit]')
  const held = { address, password: PASSWORD, card: {}, key: '' }
  await step('the code of the letter and the name that was agreed', async () => {
    await visit('/join')
    await choose({ page, follow })
    await look(`${name}-code`)
    await keys.fill(page.locator('#code'), code.toLowerCase().replaceAll('-', ' '))
    await keys.fill(page.locator('#address'), address)
    if (helped) {
      await keys.to(page.locator('#helped'))
      await keys.activate()
    }
    await keys.follow(submit())
  })
  await step('a password', async () => {
    await look(`${name}-password`)
    await keys.fill(page.locator('#password'), 'short')
    await keys.follow(submit())
    const said = await page.locator('#password-error').innerText()
    if (!said.includes('12')) throw new Error(`how long a password has to be is not said: ${said}`)
    await look(`${name}-password-wrong`)
    await keys.fill(page.locator('#password'), PASSWORD)
    await keys.follow(submit())
  })
  await step('where the codes come from', async () => {
    await look(`${name}-choice`)
    await keys.to(page.locator(`input[value=${second}]`))
    await keys.activate()
    await keys.follow(submit())
    await look(`${name}-new`)
    if (second === 'card') await printed(`${name}-new`)
  })
  await step('the first code', async () => {
    await keys.fill(page.locator('#code'), await first(page, held, second))
    await keys.follow(submit())
    await page.locator('.govuk-service-navigation').waitFor()
  })
  return held
}

/** The code that the page of a new factor asks for; what it shows is kept in `held`. */
export async function first(page, held, second) {
  if (second === 'totp') {
    held.key = await page.locator('strong.porthor-code').textContent()
    const here = await page.locator('main a[href^="otpauth://totp/"]').getAttribute('href')
    if (!here.includes(held.key.replaceAll(' ', ''))) throw new Error('the link for this phone holds another key')
    return codeOf(held.key)
  }
  const rows = await page.locator('.porthor-codes tbody tr').all()
  for (const row of rows) {
    const letter = (await row.locator('th').textContent()).trim()
    const codes = await row.locator('td').allTextContents()
    codes.forEach((one, place) => (held.card[`${letter}${place + 1}`] = one.replace(' ', '')))
  }
  const label = await page.locator('label[for=code]').textContent()
  return held.card[label.match(/[A-J][1-6]/)[0]]
}
