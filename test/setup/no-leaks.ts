/**
 * After every test, no timer, socket, listening server or child process that it started may be left; after every test
 * file, the globals are what they were before it, because several files share one worker. Loaded into every package's
 * tests by `vitest.config.ts`.
 *
 * Timers are watched by wrapping the global functions, so that a leak is named with the line that started it and a
 * timer that does not hold the process open counts too. Everything else is the difference of what Node reports as
 * active; an idle keep-alive socket of `fetch` does not hold the process open and is therefore not in that list.
 */
import { afterAll, beforeAll, beforeEach, onTestFinished, vi } from 'vitest'
import { changesBetween, globalState, type GlobalState } from './global-state.ts'
import { resourceCounts, leftovers } from './leftovers.ts'
import { watchTimers, type TimerWatch } from './watch-timers.ts'

const watchKey: unique symbol = Symbol.for('llm-balancer.test.timers') as never
const worker = globalThis as { [watchKey]?: TimerWatch }

// This file runs before every test file. The timer functions are wrapped once per worker.
const timers = (worker[watchKey] ??= watchTimers(globalThis))
const nextTurn = timers.originals.setImmediate
const later = timers.originals.setTimeout

/** Turns given to closing sockets before they count as left behind; the later ones wait a little each. */
const quickTurns = 25
const slowTurns = 25
const slowTurnMs = 10

const baseline = (): (() => Promise<void>) => {
  const resources = resourceCounts()
  const known = new Set(timers.running())

  const left = (): string[] => [
    ...leftovers(resources, resourceCounts()),
    ...timers
      .running()
      .filter((timer) => !known.has(timer))
      .map((timer) => `${timer.kind} started in ${timer.origin}`),
  ]

  return async () => {
    for (let turn = 0; left().length > 0 && turn < quickTurns + slowTurns; turn += 1) {
      await new Promise((resolve) => (turn < quickTurns ? nextTurn(resolve) : later(resolve, slowTurnMs)))
    }
    const leaked = left()
    timers.forget()
    if (leaked.length > 0) throw new Error(`left behind:\n  ${leaked.join('\n  ')}`)
  }
}

/** Puts back what Vitest replaced for the file, and fails when anything else was left changed. */
const checkGlobals = (before: GlobalState): void => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  const changed = changesBetween(before, globalState())
  if (changed.length > 0) throw new Error(`left changed:\n  ${changed.join('\n  ')}`)
}

let checkFile: () => Promise<void> = () => Promise.resolve()
let before: GlobalState = new Map()

beforeAll(() => {
  checkFile = baseline()
  before = globalState()
})
afterAll(async () => {
  await checkFile()
  checkGlobals(before)
})

// The first callback to be registered is the last to run, after every other clean-up of the test.
beforeEach(() => {
  onTestFinished(baseline())
})
