// Two administrators: one invites, asks for a reset and sets the recipient; another confirms; a leaver is out at once.
import { arrives, join } from '../join.mjs'
import { staysInBoth } from '../languages.mjs'

export default async (tools) => {
  const { look, printed, step, page, input, visit, follow, person } = tools
  const submit = () => page.locator('main form button[type=submit]')
  let code
  await step('invites', async () => {
    await arrives(tools, input.first)
    await visit('/agency')
    await look('agency')
    await visit('/agency/people/new')
    await follow(submit())
    await look('invite-wrong')
    await page.fill('#name', input.name)
    await page.fill('#address', input.address)
    await page.check('input[value=clinician]')
    await page.check('input[name=language][value=cy]')
    await follow(submit())
    await look('letter')
    await staysInBoth(tools, '.porthor-letter__code')
    await printed('letter')
    code = (await page.locator('.porthor-letter__code').first().textContent()).trim()
  })
  const invited = await person()
  await join(invited, { address: input.address, code, second: 'totp' }, 'invited')
  const other = await person()
  await step('asks for a reset, which another confirms', async () => {
    await visit('/agency')
    const places = new URL(page.url()).origin
    let at = page.getByRole('link', { name: input.name })
    while ((await at.count()) === 0) await follow(page.locator('main a[href^="/agency?after="]'))
    const path = (await at.first().getAttribute('href')).replace(places, '')
    await visit(path)
    await look('person')
    await follow(page.locator('form[action$="/reset"] button'))
    await look('asked')
    await arrives(other, input.second)
    await other.visit(path)
    await other.look('confirms')
    await other.follow(other.page.locator('form[action$="/code"] button'))
    await other.page.locator('.porthor-letter__code').first().waitFor()
    await visit(path)
    await follow(page.locator('a[href$="/leave"]'))
    await look('leave')
    await follow(submit())
    await invited.visit('/account', { status: 401 })
  })
  await step('the recipient', async () => {
    await visit('/agency/recipient')
    await page.fill('#recipient', 'AGE-SECRET-KEY-1QQQ')
    await follow(submit())
    await look('recipient-wrong')
    await page.fill('#recipient', input.recipient)
    await follow(submit())
    await page.getByText(input.recipient).first().waitFor()
  })
  return {}
}
