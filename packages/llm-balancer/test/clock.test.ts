import { createFakeClock } from '@llm-balancer/core/testing'
import type { Fetch } from '@llm-balancer/provider'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancer } from '../src/index.ts'

const startAt = Date.UTC(2031, 0, 1)

/** A balancer with a clock of its own over one provider. */
function over(fetch: Fetch) {
  const clock = createFakeClock(startAt)
  const llm: LLMBalancer = createLLMBalancer({
    ...{ clock, fetch, retry: { maxAttempts: 1 } },
    providers: [{ name: 'a', type: 'openai-compatible', model: 'm', baseURL: 'https://a.test' }],
  })
  onTestFinished(() => llm.close())
  return { clock, llm }
}

it('reads dates in headers by the clock of the balancer', async () => {
  const headers = { 'retry-after': new Date(startAt + 30_000).toUTCString() }
  const { llm } = over(() => Promise.resolve(Response.json({}, { status: 429, headers })))
  const failed = llm.request({ prompt: 'Hi' })
  await expect(failed).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 30_000 })
})

it('ends a stream that has given its finish and stays open by the clock of the balancer', async () => {
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  const { clock, llm } = over(() => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const events = chunk({ content: 'Hi' }, null) + chunk({}, 'stop')
        controller.enqueue(new TextEncoder().encode(events))
      },
    })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
  })
  let text = ''
  const reading = (async () => {
    for await (const piece of llm.request({ prompt: 'Hi', stream: true })) text += piece
  })()
  await clock.advance(0)
  expect(text).toBe('Hi')
  await clock.advance(60_000)
  await reading
})
