// A mother names somebody who uses the service for another family already: she is shown what she would be for anybody. The helper is told
// at home that somebody has named them, and with the code finds the case there.
import { day, daysOn } from '../give.mjs'
import { staysInBoth } from '../languages.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, person } = tools
  const family = `/family/${input.case}`

  const code = await step('the mother names them', async () => {
    await signIn(tools, input.mother, '/family')
    await visit(`${family}/helpers`)
    await page.locator('#name').fill('Cyfaill Dychmygol')
    await page.locator('#address').fill(input.helper.address)
    await page.locator('input[name=language][value=cy]').check()
    await page.locator('input[name=standing][value=case-friend]').check()
    await page.locator('input[name=help][value=help-me-decide]').check()
    await day(page, 'until', daysOn(60))
    await follow(page.locator(`form[action="${family}/helpers"] button`))
    await look('helper-code')
    await staysInBoth(tools, '.porthor-letter__code')
    return page.locator('.porthor-letter__code').first().innerText()
  })
  const helper = await person()
  const there = helper.page
  const enters = async (text) => {
    await there.locator('#code').fill(text)
    await helper.follow(there.locator('form[action="/family/helping"] button'))
  }
  await step('the helper is told at home, and of the case nothing', async () => {
    await signIn(helper, input.helper, '/family')
    if ((await there.locator('main').innerText()).includes(input.child)) throw new Error('the child is named')
    await helper.look('named')
    await helper.follow(there.locator('main a[href="/family/helping"]'))
    await helper.look('code')
  })
  await step('another code opens nothing', async () => {
    await enters('')
    await there.locator('#code-error').waitFor()
    await enters('AAAA-BBBB-CCCC-DDDD')
    await there.locator('#code-error').waitFor()
    await helper.look('code-wrong')
  })
  await step('theirs does', async () => {
    await enters(code)
    await helper.see(there.locator('.porthor-family-card').filter({ hasText: input.child }))
    if (await there.locator('main a[href="/family/helping"]').count()) throw new Error('it is still asked for')
    await helper.look('home')
    await helper.visit(`${family}/reports`)
  })
  await step('the mother sees and ends them', async () => {
    await visit(`${family}/helpers`)
    await look('helpers')
    await follow(page.locator('button.govuk-button--warning'))
    await helper.visit(family, { status: 404 })
  })
  return {}
}
