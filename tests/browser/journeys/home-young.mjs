// A young person of seventeen: their own home, and a consent that they give by themselves.
import { chooses } from '../give.mjs'
import { asked, signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { look, step, page, input, follow, see } = tools
  const go = () => page.locator('main form button:not([name])')

  await step('their own home', async () => {
    await signIn(tools, input, '/family')
    await see(page.locator('.porthor-family-card h2').filter({ hasText: input.name }))
    await see(page.locator('h1').filter({ hasText: tools.language === 'cy' ? 'Amdanoch chi' : 'About you' }))
    if (!(await page.locator('main a[href$="/looked"]').count())) throw new Error('home does not lead to who has looked')
    await look('home')
  })
  await step('their choice', async () => {
    await follow(page.locator(`a[href="/family/${input.case}/consents/new"]`))
    await look('choose')
    await chooses(page, input)
    await follow(go())
    await see(input.file)
    await look('preview')
  })
  await step('is confirmed by their own code', async () => {
    await page.locator('#code').fill(await asked(page, input))
    await follow(go())
    if (!page.url().endsWith('/receipt')) throw new Error(`it led to ${page.url()}`)
    await look('receipt')
  })
  await step('and shows in the circle', async () => {
    await follow(page.locator(`main a[href="/family/${input.case}"]`).last())
    await look('circle')
  })
  return {}
}
