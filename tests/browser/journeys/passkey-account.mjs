// A clinician with a card makes a passkey on the account's page, signs in with it, is asked for none twice on one device, removes it with
// itself as the proof, and comes in with it no more.
import { arrives } from '../join.mjs'
import { inTheOther } from '../languages.mjs'
import { signIn } from '../sign-in.mjs'
import { reached } from '../reached.mjs'

export default async (tools) => {
  const { visit, look, step, keys, page, input, passkeys, follow, see } = tools
  const use = () => page.locator('[data-part=use]')
  const add = () => page.locator('form[action="/account/passkeys/new"] button')
  await arrives(tools, input)
  const laptop = await passkeys()
  await step('a passkey beside the card', async () => {
    await visit('/account')
    await look('before')
    await keys.follow(add())
    await look('new')
    await inTheOther(tools, () => page.locator('#name').waitFor({ state: 'attached' }))
    await keys.fill(page.locator('#name'), 'Gliniadur')
    await page.keyboard.press('Enter')
    await reached(page, /^\/account\/done\/passkey$/)
    await see('Gliniadur')
    await look('made')
  })
  await step('one device needs no second one', async () => {
    await follow(add())
    await keys.to(use())
    await keys.activate()
    await see(page.locator('[data-part=there]'))
    if ((await laptop.kept()).length !== 1) throw new Error('a second passkey was made')
    await look('there')
  })
  await step('out, and in with it', async () => {
    await follow(page.locator('#sign-out'))
    await keys.follow(use())
    await see(page.locator('.govuk-service-navigation'))
    await visit('/account')
    const here = page.locator('#sessions ~ ul > li').filter({ has: page.locator('.govuk-tag') }).first()
    const says = await here.innerText()
    if (!says.includes(tools.language === 'cy' ? 'Allwedd fynediad' : 'Passkey')) throw new Error(`how one came in is not said: ${says}`)
    await look('used')
  })
  await step('removed', async () => {
    await follow(page.locator('form[action="/account/passkeys/remove"] button'))
    await reached(page, /^\/account\/done\/passkey-removed$/)
    await look('removed')
  })
  await step('it lets nobody in any more, and the card still does', async () => {
    await follow(page.locator('#sign-out'))
    await keys.follow(use())
    await page.locator('.govuk-error-summary').waitFor()
    await look('refused')
    await signIn(tools, input)
    await see(page.locator('.govuk-service-navigation'))
  })
  return {}
}
