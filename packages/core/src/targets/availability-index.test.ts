import { describe, expect, it } from 'vitest'
import type { BalancerEvent } from '../contracts/events.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import type { SharedFilter } from './availability-index.ts'
import { Reporter } from './reporter.ts'
import { TargetList } from './target-list.ts'

const permit: Permit = { release() {} }

/** A guard that blocks until a time, and counts how often it is asked. */
class CountingGuard implements Guard {
  readonly name = 'counting'
  until = 0
  asked = 0

  availableAt(): number {
    this.asked += 1
    return this.until
  }

  acquire(): Permit {
    return permit
  }
}

/** One that says when its answer changes. */
class TellingGuard extends CountingGuard {
  readonly listeners = new Set<() => void>()

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  change(until: number): void {
    this.until = until
    for (const listener of this.listeners) listener()
  }
}

function listed(guards: Readonly<Record<string, readonly Guard[]>>) {
  const clock = createFakeClock(1000)
  const reporter = new Reporter(clock)
  const events: BalancerEvent[] = []
  const list = new TargetList<string>({ clock, reporter, guards: undefined })
  for (const [id, own] of Object.entries(guards)) list.add({ id, client: 'c', guards: own }, {})
  const refresh = (): readonly string[] => {
    list.index.refresh(clock.now())
    return list.index.select().available.map(({ id }) => id)
  }
  const hear = (): void => {
    reporter.on('*', (event: BalancerEvent) => events.push(event))
  }
  return { clock, list, refresh, index: list.index, events, hear }
}

const tagged = (tag: string): SharedFilter<string> => ({
  key: tag,
  accepts: ({ settings }) => settings.tags.includes(tag),
})

describe('a blocked target', () => {
  it('is not asked before its time has come, and is then', async () => {
    const guard = new TellingGuard()
    guard.until = 2000
    const { clock, refresh } = listed({ a: [guard], b: [] })
    expect(refresh()).toEqual(['b'])
    const { asked } = guard
    await clock.advance(999)
    expect(refresh()).toEqual(['b'])
    expect(guard.asked).toBe(asked)
    await clock.advance(1)
    expect(refresh()).toEqual(['a', 'b'])
    expect(guard.asked).toBe(asked + 1)
  })

  it('whose guard puts the time off is asked again at the new time only', async () => {
    const guard = new TellingGuard()
    guard.until = 2000
    const { clock, refresh } = listed({ a: [guard] })
    guard.until = 5000
    await clock.advance(1000)
    expect(refresh()).toEqual([])
    const { asked } = guard
    await clock.advance(2999)
    refresh()
    expect(guard.asked).toBe(asked)
    await clock.advance(1)
    expect(refresh()).toEqual(['a'])
  })

  it('comes back when its guard says that its answer has changed', () => {
    const guard = new TellingGuard()
    guard.until = Infinity
    const { refresh } = listed({ a: [guard] })
    const { asked } = guard
    expect(refresh()).toEqual([])
    expect(guard.asked).toBe(asked)
    guard.change(0)
    expect(refresh()).toEqual(['a'])
    guard.change(Infinity)
    expect(refresh()).toEqual([])
  })

  it('whose guard is silent is asked at every pick', () => {
    const guard = new CountingGuard()
    guard.until = Infinity
    const { refresh } = listed({ a: [guard], b: [] })
    const { asked } = guard
    refresh()
    refresh()
    expect(guard.asked).toBe(asked + 2)
    guard.until = 0
    expect(refresh()).toEqual(['a', 'b'])
    const { asked: whenBack } = guard
    refresh()
    expect(guard.asked).toBe(whenBack)
  })

  it('is asked at every pick when only one of its guards is silent', () => {
    const [telling, silent] = [new TellingGuard(), new CountingGuard()]
    silent.until = Infinity
    const { refresh } = listed({ a: [telling, silent] })
    expect(refresh()).toEqual([])
    silent.until = 0
    expect(refresh()).toEqual(['a'])
  })

  it('is no longer asked once it is removed', async () => {
    const guard = new CountingGuard()
    guard.until = Infinity
    const { list, refresh, index } = listed({ a: [guard], b: [] })
    await list.remove('a')
    const { asked } = guard
    expect(refresh()).toEqual(['b'])
    expect(guard.asked).toBe(asked)
    expect(index.select().size).toBe(1)
  })

  it('whose guard fails is blocked, until the guard says a time again', () => {
    const guard = new CountingGuard()
    const { refresh, index, list } = listed({ a: [guard] })
    const answers: unknown[] = [Number.NaN, 'soon', undefined, null]
    for (const answer of answers) {
      guard.availableAt = () => answer as number
      index.ask(list.find('a'), 1000)
      expect(refresh()).toEqual([])
      guard.availableAt = () => 0
      expect(refresh()).toEqual(['a'])
    }
  })
})

describe('targets that share one guard', () => {
  it('come back together when an attempt on one of them ends', () => {
    const guard = new TellingGuard()
    guard.until = Infinity
    const { list, refresh } = listed({ a: [guard], b: [guard], c: [] })
    const a = list.find('a')
    expect(refresh()).toEqual(['c'])
    guard.until = 0
    list.attemptEnded(a, a.key, 0)
    expect(refresh()).toEqual(['a', 'b', 'c'])
  })

  it('do not ask for a target that has another guard by now', () => {
    const guard = new TellingGuard()
    guard.until = Infinity
    const { list, refresh, index } = listed({ a: [guard], b: [guard] })
    const own = new TellingGuard()
    own.until = Infinity
    list.update('b', { guards: [own] }, {})
    const { asked } = own
    guard.until = 0
    const a = list.find('a')
    list.attemptEnded(a, a.key, 0)
    expect(refresh()).toEqual(['a'])
    expect(own.asked).toBe(asked)
    expect(index.select().blocked.size).toBe(1)
  })
})

describe('the targets that pass a filter', () => {
  it('are kept up to date with the changes of all targets', async () => {
    const guard = new TellingGuard()
    const { list, index, clock } = listed({ a: [guard], b: [] })
    list.update('a', { tags: ['eu'] }, {})
    const eu = index.select(tagged('eu'))
    expect(eu.available.map(({ id }) => id)).toEqual(['a'])
    list.add({ id: 'c', client: 'c', tags: ['eu'] }, {})
    guard.change(clock.now() + 10)
    expect(eu.available.map(({ id }) => id)).toEqual(['c'])
    expect(eu.size).toBe(2)
    list.update('c', { tags: [] }, {})
    expect(eu.size).toBe(1)
    await clock.advance(10)
    index.refresh(clock.now())
    expect(eu.available.map(({ id }) => id)).toEqual(['a'])
    list.update('a', { weight: 0 }, {})
    expect(eu.size).toBe(0)
  })

  it('are one list for one filter', () => {
    const { index } = listed({ a: [] })
    expect(index.select(tagged('eu'))).toBe(index.select(tagged('eu')))
    expect(index.select(tagged('eu'))).not.toBe(index.select(tagged('us')))
    expect(index.select()).toBe(index.select())
  })

  it('are kept for 64 filters: of more, the one that was used longest ago is forgotten', () => {
    const { index } = listed({ a: [] })
    const lists = Array.from({ length: 64 }, (_, count) => index.select(tagged(`tag ${count}`)))
    expect(index.select(tagged('tag 0'))).toBe(lists[0])
    index.select(tagged('one more'))
    expect(index.select(tagged('tag 0'))).toBe(lists[0])
    expect(index.select(tagged('tag 63'))).toBe(lists[63])
    expect(index.select(tagged('tag 1'))).not.toBe(lists[1])
  })

  it('are never confused with the targets of another revision', () => {
    const { index, list } = listed({ a: [], b: [] })
    list.update('a', { tags: ['eu'] }, {})
    const revisions = [
      index.select().revision,
      index.select(tagged('eu')).revision,
      index.select(tagged('us')).revision,
    ]
    expect(new Set(revisions).size).toBe(3)
  })
})

describe('the events of a target that is blocked and comes back', () => {
  it('are told once each, with the reason, and again for another reason', async () => {
    const [first, second] = [new TellingGuard(), new TellingGuard()]
    Object.assign(second, { name: 'second' })
    const { hear, events, clock } = listed({ a: [first, second] })
    hear()
    first.change(1500)
    first.change(1600)
    second.change(Infinity)
    await clock.advance(600)
    second.change(5000)
    second.change(0)
    expect(events).toEqual([
      { type: 'target-blocked', at: 1000, targetId: 'a', reason: 'counting', until: 1500 },
      { type: 'target-blocked', at: 1600, targetId: 'a', reason: 'second', until: 5000 },
      { type: 'target-available', at: 1600, targetId: 'a' },
    ])
  })

  it('do not tell of a window that is full', () => {
    const { hear, events, index, list } = listed({ a: [] })
    hear()
    const target = list.find('a')
    target.window.block(0, 1000)
    const key = target.begin(1000)
    expect(index.ask(target, 1000)).toBe(true)
    target.end(key, false)
    expect(index.ask(target, 1000)).toBe(false)
    expect(events).toEqual([])
  })
})

describe('a listener of the index', () => {
  it('may ask targets itself: one whose guard says something else each time is told twice at most', () => {
    const guard = new TellingGuard()
    const { index, list } = listed({ a: [guard] })
    let heard = 0
    index.onChange(() => {
      heard += 1
      index.ask(list.find('a'), 1000)
    })
    guard.availableAt = () => ((guard.asked += 1) % 2 === 0 ? 0 : Infinity)
    index.ask(list.find('a'), 1000)
    index.ask(list.find('a'), 1000)
    expect(heard).toBeGreaterThan(0)
    expect(heard).toBeLessThanOrEqual(4)
  })

  it('hears of each target that has become blocked or available, until it ends that', () => {
    const guard = new TellingGuard()
    const { index } = listed({ a: [guard] })
    let heard = 0
    const end = index.onChange(() => (heard += 1))
    guard.change(Infinity)
    guard.change(Infinity)
    expect(heard).toBe(1)
    guard.change(0)
    expect(heard).toBe(2)
    end()
    guard.change(Infinity)
    expect(heard).toBe(2)
  })
})
