import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM, startFakeLLM } from '@llm-balancer/testing'
import { chunks, gapMs } from './canonical.ts'
import type { World } from './run-fault.ts'

const target = { format: 'openai', reply: { chunks }, chunkGap: gapMs } as const
const targets = { primary: target, fallback: target } as const

/** The wall on 127.0.0.1, in real time. */
export async function realWorld(): Promise<World> {
  return { fake: await startFakeLLM({ targets }), clock: systemClock, drive: (work) => work }
}

/** Everything that can happen now has happened after so many turns of the event loop. */
const turnsPerStep = 10
const stepMs = 10

/** The wall in this process, in virtual time. */
export function virtualWorld(): World {
  const clock = createFakeClock()
  const fake = createFakeLLM({ targets, clock })
  return {
    ...{ fake, clock },
    fetch: (url, init) => fake.fetch(url, init),
    async drive(work) {
      const state = { isSettled: false }
      const settled = work.finally(() => {
        state.isSettled = true
      })
      settled.catch(() => {})
      for (let turn = 1; !state.isSettled; turn += 1) {
        await nextTurn()
        if (turn % turnsPerStep === 0) await clock.advance(stepMs)
      }
      return await settled
    },
  }
}
