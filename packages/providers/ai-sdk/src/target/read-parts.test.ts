import { describe, expect, it } from 'vitest'
import { fromAiSdk } from '../from-ai-sdk.ts'
import { answerParts, scriptedModel } from '../test/models.ts'
import { errorOf } from '../test/scene.ts'

const request = { messages: [{ role: 'user' as const, content: 'Hello' }] }
const [start, begin, delta, end, finish] = answerParts('Hello')

const readAll = async (stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of stream);
}

describe('a model’s stream is closed', () => {
  it('after an error part', async () => {
    const parts = [start, begin, { type: 'error', error: { type: 'overloaded_error' } }, delta, end, finish]
    const { model, cancelled } = scriptedModel({ parts: parts.filter((part) => part !== undefined) as never })
    expect(await errorOf(readAll(fromAiSdk(model).stream(request)))).toMatchObject({ kind: 'overloaded' })
    expect(cancelled).toHaveLength(1)
  })

  it('after an invalid end', async () => {
    const { model, cancelled } = scriptedModel({ parts: answerParts('') })
    expect(await errorOf(readAll(fromAiSdk(model).stream(request)))).toMatchObject({
      kind: 'invalid-response',
    })
    expect(cancelled).toHaveLength(1)
  })

  it('when its reader leaves', async () => {
    const { model, cancelled } = scriptedModel({ parts: answerParts('Hello') })
    for await (const part of fromAiSdk(model).stream(request)) if (part.type === 'text-delta') break
    expect(cancelled).toHaveLength(1)
  })
})

describe('the headers of a request and of a call', () => {
  const echo = 'planted-header-1 and planted-header-2'
  const headers = { request: { 'x-one': 'planted-header-1' }, call: { 'x-two': 'planted-header-2' } }

  it.each(['generate', 'stream'] as const)('are not in the error of %s', async (way) => {
    const failing = (): Promise<never> => Promise.reject(new Error(echo, { cause: new Error(echo) }))
    const { model } = scriptedModel({ generate: failing })
    model.doStream = failing
    const made = fromAiSdk(model, { exposeVendorErrors: true })
    const call = [{ ...request, headers: headers.request }, { headers: headers.call }] as const
    const error = await errorOf(way === 'generate' ? made.generate(...call) : readAll(made.stream(...call)))
    expect(String((error as Error).cause)).not.toContain('planted-header')
    expect(error).toMatchObject({ kind: 'server' })
  })

  it('are not in the vendor’s words', async () => {
    const { model } = scriptedModel({ parts: [{ type: 'error', error: { message: echo, type: 'odd' } }] })
    const made = fromAiSdk(model, { exposeVendorErrors: true })
    const stream = made.stream({ ...request, headers: headers.request }, { headers: headers.call })
    expect(await errorOf(readAll(stream))).toMatchObject({ vendorMessage: '[redacted] and [redacted]' })
  })
})
