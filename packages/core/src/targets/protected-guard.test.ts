import { describe, expect, it } from 'vitest'
import type { Headroom } from '../contracts/usage.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { callFacts } from '../testing/call-facts.ts'
import { ProtectedGuard } from './protected-guard.ts'
import { Reporter } from './reporter.ts'

const call = callFacts()
const limit: Headroom = { unit: 'requests', limit: 10, windowMs: 60_000, left: 5, most: 10 }
const working = { name: 'own', availableAt: () => 7, acquire: () => ({ release: () => {} }) }

/** A guard whose methods give what users’ code may give, and the failures that were told of it. */
const scene = (own: object): { guard: ProtectedGuard; failures: string[] } => {
  const reporter = new Reporter(createFakeClock())
  const failures: string[] = []
  reporter.on('listener-failed', (event) => {
    const { event: part, error } = event as unknown as { event: string; error: unknown }
    failures.push(`${part}: ${error instanceof Error ? error.message : String(error)}`)
  })
  return { guard: new ProtectedGuard({ ...working, ...own }, reporter), failures }
}
const throwing = (): never => {
  throw new Error('broken')
}
const settled = (): Promise<void> => createFakeClock().settle()

describe('a guard that works', () => {
  it('is what it says it is', () => {
    const { guard, failures } = scene({
      binding: true,
      trial: () => null,
      headroom: () => [],
      onChange: () => () => {},
    })
    expect([guard.name, guard.isBinding, guard.hasTrial, guard.hasHeadroom, guard.isSilent]).toEqual([
      'own',
      true,
      true,
      true,
      false,
    ])
    expect(guard.availableAt(0, call)).toBe(7)
    expect(guard.acquire(0, call)).not.toBeNull()
    expect(failures).toEqual([])
  })

  it('is no more than that', () => {
    const { guard } = scene({ name: 7, binding: 'yes', trial: true, headroom: {} })
    expect([guard.name, guard.isBinding, guard.hasTrial, guard.hasHeadroom, guard.isSilent]).toEqual([
      'guard',
      false,
      false,
      false,
      true,
    ])
  })

  it('needs none of the methods that a guard may have', () => {
    const { guard, failures } = scene({})
    guard.reset()
    guard.observe({ release: () => {} }, {}, 0)
    guard.onChange(() => {})()
    expect(guard.refusal(0, call)).toBeUndefined()
    expect(guard.trial(0, call)).toBeNull()
    expect(failures).toEqual([])
  })

  it('ends a subscription when it is told to', () => {
    const heard: string[] = []
    const { guard } = scene({
      onChange: (listener: () => void) => {
        listener()
        return () => heard.push('ended')
      },
    })
    guard.onChange(() => heard.push('changed'))()
    expect(heard).toEqual(['changed', 'ended'])
  })
})

describe('a guard that throws', () => {
  it('blocks, refuses, and is told of each time; no call of it throws', async () => {
    const names = ['availableAt', 'acquire', 'trial', 'headroom', 'refusal', 'reset', 'onChange']
    const { guard, failures } = scene(Object.fromEntries(names.map((name) => [name, throwing])))
    expect(guard.availableAt(0, call)).toBe(Infinity)
    expect(guard.acquire(0, call)).toBeNull()
    expect(guard.trial(0, call)).toBeNull()
    expect(guard.headroom(0)).toEqual([])
    expect(guard.headroomRatio(0)).toBeUndefined()
    expect(guard.refusal(0, call)).toBeUndefined()
    guard.reset()
    guard.onChange(() => {})()
    guard.release({ release: throwing }, { type: 'neutral', durationMs: 0 }, 0)
    guard.observe({ release: () => {}, observe: throwing }, {}, 0)
    await settled()
    expect(failures).toEqual(Array.from({ length: 10 }, () => 'own: broken'))
  })

  it('is silent, though it tells of changes, until it has said again from when it is available', () => {
    let isBroken = true
    const { guard } = scene({
      onChange: () => () => {},
      availableAt: () => (isBroken ? throwing() : 3),
    })
    expect(guard.isSilent).toBe(false)
    guard.availableAt(0, call)
    expect(guard.isSilent).toBe(true)
    isBroken = false
    expect(guard.availableAt(0, call)).toBe(3)
    expect(guard.isSilent).toBe(false)
  })
})

describe('a guard that gives nonsense', () => {
  it.each([NaN, '7', undefined, {}])('blocks when it is available at %s', (at) => {
    const { guard, failures } = scene({ availableAt: () => at })
    expect(guard.availableAt(0, call)).toBe(Infinity)
    expect(failures[0]).toMatch(/^own: "availableAt" must give a number/)
  })

  it.each([undefined, true, {}, { release: 7 }])('refuses when its permit is %s', (permit) => {
    const { guard, failures } = scene({ acquire: () => permit, trial: () => permit })
    expect(guard.acquire(0, call)).toBeNull()
    expect(guard.trial(0, call)).toBeNull()
    const told = [
      'own: "acquire" must give a permit or null at once',
      'own: "trial" must give a permit or null at once',
    ]
    expect(failures.map((text) => text.split(',')[0])).toEqual(permit === undefined ? told.slice(0, 1) : told)
  })

  it('is told of what its promises are rejected with, which no caller awaits', async () => {
    const late = (): Promise<never> => Promise.reject(new Error('late'))
    const { guard, failures } = scene({
      availableAt: late,
      acquire: late,
      trial: late,
      headroom: late,
      reset: late,
      refusal: () => undefined,
    })
    guard.availableAt(0, call)
    guard.acquire(0, call)
    guard.trial(0, call)
    guard.headroom(0)
    guard.reset()
    // oxlint-disable-next-line typescript/no-misused-promises -- what a careless user would write
    guard.release({ release: late }, { type: 'neutral', durationMs: 0 }, 0)
    await settled()
    expect(failures.filter((text) => text === 'own: late').length).toBeGreaterThanOrEqual(6)
  })
})

describe('what is left of the limits of a guard', () => {
  it('is told in whole units, as objects of its own', () => {
    const given = { ...limit, left: 5.9, more: 'x' }
    const { guard } = scene({ headroom: () => [given] })
    expect(guard.headroom(0)).toEqual([{ ...limit, left: 5 }])
    expect(guard.headroomRatio(0)).toBeCloseTo(0.59)
  })

  it('is the share of the tightest limit, at most 1, and 0 of a limit of nothing', () => {
    const ratioOf = (...limits: object[]): number | undefined =>
      scene({ headroom: () => limits }).guard.headroomRatio(0)
    expect(ratioOf()).toBeUndefined()
    expect(ratioOf({ ...limit, left: 2 }, limit, { ...limit, left: 3 })).toBe(0.2)
    expect(ratioOf({ ...limit, left: 20 })).toBe(1)
    expect(ratioOf({ ...limit, most: 0 })).toBe(0)
  })

  it.each<[string, unknown]>([
    ['no list', 7],
    ['too long a list', Array.from({ length: 33 }, () => limit)],
    ['an unknown unit', [{ ...limit, unit: 'calls' }]],
    ['no limit', [{ ...limit, limit: NaN }]],
    ['no window', [{ ...limit, windowMs: Infinity }]],
    ['nothing left to say', [{ ...limit, left: undefined }]],
    ['no most', [{ ...limit, most: '7' }]],
  ])('is unknown where it gives %s', (_, given) => {
    const { guard, failures } = scene({ headroom: () => given })
    expect(guard.headroom(0)).toEqual([])
    expect(failures[0]).toMatch(/^own: "headroom" must give /)
  })

  it('is no share where it is no number, and a list of 32 is not too long', () => {
    const { guard, failures } = scene({ headroom: () => [{ ...limit, left: NaN }] })
    expect(guard.headroomRatio(0)).toBeUndefined()
    expect(failures).toHaveLength(1)
    const long = scene({ headroom: () => Array.from({ length: 32 }, () => limit) })
    expect(long.guard.headroom(0)).toHaveLength(32)
  })
})
