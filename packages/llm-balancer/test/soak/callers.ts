import { AllTargetsFailedError, type Random } from '@llm-balancer/core'
import type { FakeClock } from '@llm-balancer/core/testing'
import type { LLMBalancer } from '../../src/index.ts'
import { wrongPrompt } from './light-answers.ts'

/** How a request ended; `lost` is what must not happen while one provider is healthy. */
export type End = 'served' | 'cut' | 'aborted' | 'late' | 'refused' | 'left' | 'dropped' | 'held' | 'lost'

/** What callers work with. */
export interface Stage {
  readonly llm: LLMBalancer
  readonly clock: FakeClock
  readonly random: Random
  /** A signal that lives as long as the process, given to very many requests. */
  readonly shared: AbortSignal
  /** Streams whose callers neither read on nor leave: the latest of them. */
  readonly held: object[]
  /** Streams that will be forgotten without `return`, as when a server's client is gone. */
  readonly dropped: object[]
  /** What requests that were lost failed with. */
  readonly errors: unknown[]
}

/** By the time that so many further ones are held, a stream has long been ended. */
const mostHeld = 100
const prompt = 'Say three words.'
const answer = 'one two three'
const messages = [{ role: 'user', content: prompt }] as const

type Caller = (stage: Stage) => Promise<End>

const asks: Caller = async ({ llm, shared }) => {
  const { content } = await llm.request({ prompt }, { signal: shared, tenant: 'acme' })
  return content === answer ? 'served' : 'lost'
}

const asksTwoAtATime: Caller = async ({ llm }) => {
  const { text } = await llm.generate({ messages }, { hedge: { afterMs: 20 }, expectedTokens: { input: 5 } })
  return text === answer ? 'served' : 'lost'
}

const readsText: Caller = async ({ llm, shared }) => {
  let text = ''
  for await (const piece of llm.request({ prompt, stream: true }, { signal: shared })) text += piece
  return text === answer ? 'served' : 'lost'
}

const readsParts: Caller = async ({ llm, random }) => {
  let text = ''
  const hedge = random() < 0.2 ? { afterMs: 15 } : false
  const parts = llm.stream({ messages }, { onInterrupted: 'restart', hedge })
  for await (const part of parts) {
    if (part.type === 'restart') text = ''
    if (part.type === 'text-delta') text += part.delta
  }
  return text === answer ? 'served' : 'lost'
}

const aborts: Caller = async ({ llm, clock, random }) => {
  const controller = new AbortController()
  const options = { signal: controller.signal }
  const forget = clock.schedule(() => {
    controller.abort()
  }, random() * 50)
  try {
    if (random() < 0.5) await llm.request({ prompt }, options)
    else for await (const _ of llm.stream({ messages }, { ...options, onInterrupted: 'restart' })) continue
    return 'served'
  } catch (error) {
    if (error === controller.signal.reason) return 'aborted'
    throw error
  } finally {
    forget()
  }
}

const isInAHurry: Caller = async ({ llm, random }) => {
  const deadlineMs = 5 + random() * 60
  if (random() < 0.5) await llm.request({ prompt }, { deadlineMs })
  else for await (const _ of llm.request({ prompt, stream: true }, { deadlineMs })) continue
  return 'served'
}

const isWrong: Caller = async ({ llm, random }) => {
  const wrong = { prompt: wrongPrompt }
  if (random() < 0.5) await llm.request(wrong)
  else for await (const _ of llm.request({ ...wrong, stream: true })) continue
  return 'lost'
}

const leaves: Caller = async ({ llm, random }) => {
  if (random() < 0.5) for await (const _ of llm.request({ prompt, stream: true })) return 'left'
  const stream = llm.stream({ messages })
  await stream.opened()
  await stream.return()
  return 'left'
}

const drops: Caller = async ({ llm, random, dropped }) => {
  const stream = random() < 0.5 ? llm.request({ prompt, stream: true }) : llm.stream({ messages })
  await stream.next()
  dropped.push(stream)
  return 'dropped'
}

const holds: Caller = async ({ llm, held }) => {
  const stream = llm.stream({ messages }, { unreadMs: 5000 })
  await stream.next()
  held.push(stream)
  if (held.length > mostHeld) held.shift()
  return 'held'
}

const shares: readonly (readonly [number, Caller])[] = [
  [0.32, asks],
  [0.1, asksTwoAtATime],
  [0.2, readsText],
  [0.13, readsParts],
  [0.08, aborts],
  [0.06, isInAHurry],
  [0.03, isWrong],
  [0.06, leaves],
  [0.01, drops],
  [0.01, holds],
]

/** One caller, of the kinds that there are, and how its request ended. */
export async function call(stage: Stage): Promise<End> {
  let rest = stage.random()
  const [, caller] = shares.find(([share]) => (rest -= share) < 0) ?? [1, asks]
  try {
    return await caller(stage)
  } catch (error) {
    const { code, kind } = error as { readonly code?: unknown; readonly kind?: unknown }
    if (code === 'stream-interrupted' && caller !== readsParts) return 'cut'
    if (caller === isInAHurry && (code === 'deadline-exceeded' || hadTooLittleTime(error))) return 'late'
    if (caller === isWrong && kind === 'bad-request') return 'refused'
    stage.errors.push(error)
    return 'lost'
  }
}

/** True when a target was given too little of the caller's time, which left fewer tries for the others. */
function hadTooLittleTime(error: unknown): boolean {
  return error instanceof AllTargetsFailedError && error.attempts.some(({ kind }) => kind === 'timeout')
}
