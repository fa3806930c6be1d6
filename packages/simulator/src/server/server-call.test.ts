import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { attemptOf } from '../test/attempt-of.ts'
import { VirtualClock } from '../time/virtual-clock.ts'
import { ServerCall } from './server-call.ts'

const request = { id: 0, inputTokens: 0, outputTokens: 0, session: undefined, prefixTokens: 0 }

function abortedController(): AbortController {
  const controller = new AbortController()
  controller.abort()
  return controller
}

function callWith(controller = new AbortController()): {
  clock: VirtualClock
  call: ServerCall
  seen: string[]
  settled: Promise<unknown>
} {
  const clock = new VirtualClock()
  const seen: string[] = []
  const note = (what: string): void => void seen.push(`${what} ${clock.elapsedMs}`)
  const call = new ServerCall({
    ...{ clock, request, signal: controller.signal, attempt: attemptOf() },
    onEnd: (_, end) => {
      note(end)
    },
  })
  const follow = (name: string, promise: Promise<void>): Promise<void> =>
    promise.then(
      () => {
        note(name)
      },
      () => {
        note(`${name} not`)
      },
    )
  const settled = Promise.all([follow('begun', call.begun), follow('answered', call.answered)])
  return { clock, call, seen, settled }
}

it('has begun with its first content, and is answered with its last', async () => {
  const { clock, call, seen, settled } = callWith()
  call.answerIn({
    firstContentMs: 100,
    writingMs: 50,
    onFirstContent: () => seen.push(`first ${clock.elapsedMs}`),
  })
  await clock.advance(1000)
  await settled
  expect(seen).toEqual(['first 100', 'begun 100', 'answered 150', 'answered 150'])
})

it('neither begins nor is answered when it is refused, or its caller gives up', async () => {
  const refused = callWith()
  refused.call.refuse({ status: 503, afterMs: 20 })
  await refused.clock.advance(100)
  await refused.settled
  expect(refused.seen).toEqual(['refused 20', 'begun not 20', 'answered not 20'])
  const controller = new AbortController()
  const aborted = callWith(controller)
  aborted.call.answerIn({
    firstContentMs: 100,
    writingMs: 0,
    onFirstContent: () => aborted.seen.push('first'),
  })
  controller.abort()
  await aborted.settled
  await aborted.clock.advance(1000)
  expect(aborted.seen).toEqual(['aborted 0', 'begun not 0', 'answered not 0'])
  expect(aborted.clock.pending).toBe(0)
})

it('is refused within the same moment where there is no delay, and after 5 ms where none is given', async () => {
  const atOnce = callWith()
  atOnce.call.refuse({ status: 503, afterMs: 0 })
  expect(atOnce.seen).toEqual(['refused 0'])
  const usual = callWith()
  usual.call.refuse({ status: 503 })
  await usual.clock.advance(100)
  expect(usual.seen[0]).toBe('refused 5')
})

it('ends once: nothing more becomes of a call that its caller has given up', async () => {
  const { clock, call, seen, settled } = callWith(abortedController())
  expect(call.isOver).toBe(true)
  call.refuse({ status: 503, afterMs: 0 })
  call.answerIn({ firstContentMs: 10, writingMs: 0, onFirstContent: () => seen.push('first') })
  await clock.advance(100)
  await settled
  expect(seen).toEqual(['aborted 0', 'begun not 0', 'answered not 0'])
})

it('listens no longer to the signal of a caller once it is over', async () => {
  const controller = new AbortController()
  const { clock, call, seen } = callWith(controller)
  expect(call.isOver).toBe(false)
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  call.answerIn({ firstContentMs: 10, writingMs: 0, onFirstContent: () => {} })
  await clock.advance(100)
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  controller.abort()
  expect(seen).not.toContain('aborted 10')
  expect(call.isOver).toBe(true)
})
