import type { ChatModel, ChatResponse } from '@llm-balancer/provider'
import { expect, it, vi } from 'vitest'
import { safeModel } from './safe-model.ts'

const request = { messages: [{ role: 'user', content: 'Hi' }] } as const

/** A safe model over one with these methods, and how often that was asked for an answer. */
const safe = (methods: Partial<ChatModel>) => {
  const generate = vi.fn(() => Promise.resolve({ text: 'ok' } as ChatResponse))
  const stream = (): never => {
    throw new Error('no stream is asked for')
  }
  const model: ChatModel = { provider: 'p', modelId: 'm', generate, stream, ...methods }
  return { model: safeModel(model, { secrets: [], isOwn: false, now: () => 0 }), generate }
}
const failing = (status: number) => () => Promise.reject(Object.assign(new Error('no'), { status }))

it('a model is probed by its own probe, else by a tiny request', async () => {
  const probe = vi.fn(() => Promise.resolve())
  const own = safe({ probe })
  await own.model.probe?.()
  expect([probe.mock.calls.length, own.generate.mock.calls.length]).toEqual([1, 0])
  const none = safe({})
  await none.model.probe?.()
  expect(none.generate).toHaveBeenCalledOnce()
})

it.each([404, 405, 501])('a server that answers a probe with %i is asked a tiny request', async (status) => {
  const { model, generate } = safe({ probe: failing(status) })
  await model.probe?.()
  expect(generate).toHaveBeenCalledOnce()
})

it('a probe that fails otherwise has failed', async () => {
  const { model, generate } = safe({ probe: failing(500) })
  await expect(model.probe?.()).rejects.toMatchObject({ kind: 'server' })
  expect(generate).not.toHaveBeenCalled()
})

it("the reason of the caller's signal stays as it is, and no other error does", async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  controller.abort(reason)
  const { signal } = controller
  const left = safe({ generate: () => Promise.reject(reason) })
  await expect(left.model.generate(request, { signal })).rejects.toBe(reason)
  const other = new Error('with a planted secret')
  const broken = safe({ generate: () => Promise.reject(other) })
  for (const call of [{ signal }, {}]) {
    const error: unknown = await broken.model.generate(request, call).catch((thrown: unknown) => thrown)
    expect(error).not.toBe(other)
    expect(error).toMatchObject({ code: 'provider-failed' })
  }
})
