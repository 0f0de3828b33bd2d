// A case friend whom the mother named to help her decide: sees which reports there are and who may see them, gives no consent, opens
// nothing, and is told why not.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, see } = tools
  const family = `/family/${input.case}`
  const offers = (selector) => page.locator(`main ${selector}`).count()

  await step('home offers no consent', async () => {
    await signIn(tools, input, '/family')
    await see(input.child)
    await see(page.locator('h1').filter({ hasText: tools.language === 'cy' ? 'Y rhai rydych yn eu helpu' : 'Those you help' }))
    if (await offers('a[href$="/consents/new"]')) throw new Error('a consent is offered')
    if (await offers('a[href$="/looked"]')) throw new Error('home leads to what is refused')
    await look('home')
  })
  await step('the circle and the consents, to read alone', async () => {
    await follow(page.locator(`main a[href="${family}"]`))
    if (await offers('a[href$="/looked"]')) throw new Error('the circle leads to what is refused')
    await look('circle')
    await visit(`${family}/consents`)
    if (await offers('a[href*="/consents/new"], a[href$="/withdraw"], a[href$="/change"]')) throw new Error('a consent can be changed')
    await look('consents')
  })
  await step('which reports there are, and that they are not theirs to open', async () => {
    await visit(`${family}/reports`)
    await look('reports')
    await visit(`${family}/reports/${input.report}/file`, { status: 403 })
    await look('refused-report')
  })
  await step('what is refused says why', async () => {
    await visit(`${family}/consents/new`, { status: 403 })
    await look('refused')
    await visit(`${family}/looked`, { status: 403 })
    if (!(await offers('li'))) throw new Error('no reason is given')
    await look('refused-looked')
  })
  return {}
}
