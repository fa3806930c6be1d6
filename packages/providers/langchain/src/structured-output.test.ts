import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { balancedChatModel } from './index.ts'
import { createScene, inOrder } from './test/scene.ts'

const city = z.object({ name: z.string(), people: z.number() }).describe('A city')
const jsonSchema = {
  name: 'city',
  type: 'object',
  properties: { name: { type: 'string' }, people: { type: 'number' } },
  required: ['name', 'people'],
}
const oslo = { name: 'Oslo', people: 700_000 }

describe('structured output', () => {
  it("is asked for by the vendor's own JSON output, also of the next target", async () => {
    const { fake, targets, asked, bodies } = createScene()
    fake.target('first').outage('overloaded')
    fake.target('second').update({ reply: JSON.stringify(oslo) })
    const answer = await balancedChatModel(targets, inOrder()).withStructuredOutput(city).invoke('Which?')
    const typed: { name: string; people: number } = answer
    expect(typed).toEqual(oslo)
    expect(asked()).toEqual(['first: overloaded', 'second'])
    expect(bodies()[0]).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'response', description: 'A city', schema: { required: ['name', 'people'] } },
      },
    })
  })

  it.each([
    ['what the schema allows', z.object({ name: z.string(), people: z.number().optional() }), {}, false],
    ['what the schema requires', city, {}, true],
    ['what it is told', city, { strict: false }, false],
  ])('is asked for as strictly as %s', async (_, schema, settings, strict) => {
    const { fake, targets, bodies } = createScene()
    fake.target('first').update({ reply: JSON.stringify(oslo) })
    await balancedChatModel(targets, inOrder()).withStructuredOutput(schema, settings).invoke('Which?')
    expect(bodies()[0]).toMatchObject({ response_format: { json_schema: { strict } } })
  })

  it('is asked for by a tool that has to be called', async () => {
    const { fake, targets, bodies } = createScene()
    fake.target('first').update({ reply: { toolCalls: [{ name: 'city', input: oslo }] } })
    const model = balancedChatModel(targets, inOrder())
    const given = model.withStructuredOutput(jsonSchema, { method: 'functionCalling', strict: true })
    expect(await given.invoke('Which?')).toEqual(oslo)
    expect(bodies()[0]).toMatchObject({
      tools: [{ function: { name: 'city', strict: true, parameters: { required: ['name', 'people'] } } }],
      tool_choice: { type: 'function', function: { name: 'city' } },
    })
    const named = model.withStructuredOutput(city, { method: 'functionCalling' })
    fake.target('first').update({ reply: { toolCalls: [{ name: 'extract', input: oslo }] } })
    expect(await named.invoke('Which?')).toEqual(oslo)
  })

  it('is asked for as any JSON, and comes with the message it was read from', async () => {
    const { fake, targets, bodies } = createScene()
    fake.target('first').update({ reply: JSON.stringify(oslo) })
    const model = balancedChatModel(targets, inOrder())
    const { raw, parsed } = await model
      .withStructuredOutput(city, { method: 'jsonMode', includeRaw: true })
      .invoke('Which?')
    expect(parsed).toEqual(oslo)
    expect(raw.text).toBe(JSON.stringify(oslo))
    expect(bodies()[0]).toMatchObject({ response_format: { type: 'json_object' } })
  })

  it('that does not fit is an error, or nothing beside the message', async () => {
    const { fake, targets } = createScene()
    fake.target('first').update({ reply: '{"name":"Oslo"}' })
    const model = balancedChatModel(targets, inOrder())
    await expect(model.withStructuredOutput(city).invoke('Which?')).rejects.toThrow(/parse/i)
    const { parsed } = await model.withStructuredOutput(city, { includeRaw: true }).invoke('Which?')
    expect(parsed).toBeNull()
  })

  it('is not asked for by an unknown method, or in an unknown form', async () => {
    const { targets, asked } = createScene()
    const model = balancedChatModel(targets, inOrder())
    expect(() => model.withStructuredOutput(city, { method: 'magic' })).toThrow(
      'withStructuredOutput: "method" must be one of "jsonSchema", "functionCalling", "jsonMode", got "magic"',
    )
    await expect(model.invoke('Which?', { response_format: { type: 'xml' } as never })).rejects.toThrow(
      'balancedChatModel: "response_format.type" must be',
    )
    expect(asked()).toEqual([])
  })
})
