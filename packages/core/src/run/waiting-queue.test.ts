import { describe, expect, it } from 'vitest'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { Bench } from './test/bench.ts'
import { WaitingQueue } from './waiting-queue.ts'

/** A clock whose timers ring when the test says so, without letting promises settle. */
class SyncClock implements FakeClock {
  time = 1000
  readonly #timers = new Map<object, { readonly at: number; readonly callback: () => void }>()

  get pending(): number {
    return this.#timers.size
  }

  now(): number {
    return this.time
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const key = {}
    this.#timers.set(key, { at: this.time + delayMs, callback })
    return () => this.#timers.delete(key)
  }

  /** Rings every timer whose time has come. */
  ring(): void {
    for (const [key, { at, callback }] of this.#timers) {
      if (at > this.time || !this.#timers.delete(key)) continue
      callback()
    }
  }

  async advance(ms: number): Promise<void> {
    this.time += ms
    this.ring()
    await this.settle()
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  }
}

/** Names from `a` to the given number of runs, all waiting. */
function crowd(count: number): { bench: Bench; runs: Promise<void>[]; names: string[] } {
  const bench = new Bench()
  const names = Array.from({ length: count }, (_, place) => `run ${place}`)
  return { bench, names, runs: names.map((name) => bench.wait(name)) }
}

describe('a waiting queue', () => {
  it('serves who came first first, and wakes only as many as there is room for', async () => {
    const { bench, names } = crowd(5)
    await bench.free(2)
    expect(bench.served).toEqual(names.slice(0, 2))
    expect(bench.woken).toEqual(names.slice(0, 2))
    expect(bench.queue.size).toBe(3)
    await bench.free(3)
    expect(bench.served).toEqual(names)
    expect(bench.clock.pending).toBe(0)
  })

  it('gives a run its turn that comes in the moment in which it says that it found no target', async () => {
    const bench = new Bench()
    void bench.wait('a')
    void bench.wait('b')
    // What the run was woken for is gone; while the queue looks for the next one, there is room again.
    bench.refresh = () => {
      if (bench.woken.length !== 1 || bench.room > 0) return
      bench.room = 2
      bench.queue.wake()
    }
    bench.room = 1
    bench.queue.wake()
    bench.room = 0
    await bench.clock.settle()
    await bench.clock.advance(1)
    expect(bench.served).toEqual(['a', 'b'])
  })

  it('serves the newest first while the oldest has waited for longer than 300 ms', async () => {
    const { bench } = crowd(2)
    await bench.clock.advance(300)
    void bench.wait('newest')
    await bench.free(1)
    expect(bench.served).toEqual(['run 0'])
    await bench.clock.advance(1)
    await bench.free(2)
    expect(bench.served).toEqual(['run 0', 'newest', 'run 1'])
  })

  it('lets a new run go before those that wait only under overload, or when none of those can be served', async () => {
    const { bench } = crowd(1)
    expect([bench.queue.letsPass(0, () => ''), bench.queue.isServable]).toEqual([true, false])
    bench.room = 1
    bench.queue.wake()
    expect([bench.queue.letsPass(0, () => ''), bench.queue.isServable]).toEqual([false, true])
    await bench.clock.settle()
    expect([bench.queue.letsPass(0, () => ''), bench.queue.isServable]).toEqual([true, false])
    expect(bench.served).toEqual(['run 0'])
    void bench.wait('late')
    await bench.clock.advance(301)
    bench.room = 1
    bench.queue.wake()
    expect([bench.queue.letsPass(0, () => ''), bench.queue.isServable]).toEqual([true, true])
  })

  it('lets a new run of another lane wait behind those of a lane that is overloaded', async () => {
    const bench = new Bench()
    void bench.wait('late', { lane: () => 'x' })
    await bench.clock.advance(301)
    bench.room = 1
    bench.queue.wake()
    expect(bench.queue.letsPass(0, () => 'y')).toBe(false)
    expect(bench.queue.letsPass(0, () => 'x')).toBe(true)
  })

  it('wakes no other for the same room when a run leaves that was not woken', async () => {
    const { bench } = crowd(2)
    bench.room = 1
    bench.queue.wake()
    void bench.wait('urgent', { priority: -1 })
    const second = bench.places.get('run 1')
    if (second !== undefined) bench.queue.leave(second, false)
    await bench.clock.settle()
    expect(bench.woken).toEqual(['run 0'])
    await bench.free(1)
    expect(bench.served).toEqual(['run 0', 'urgent'])
  })

  it('looks at its runs once for each change, however many new ones come', () => {
    const { bench } = crowd(1)
    let looks = 0
    void bench.wait('watched', {
      canBeServed() {
        looks += 1
        return false
      },
    })
    const before = looks
    for (let count = 0; count < 100; count += 1) expect(bench.queue.letsPass(0, () => '')).toBe(true)
    expect(looks - before).toBeLessThanOrEqual(1)
    bench.queue.wake()
    expect(looks - before).toBeLessThanOrEqual(2)
  })

  it('lets no new run pass while one of its runs is on its way to its target', () => {
    const { bench } = crowd(2)
    bench.room = 1
    bench.queue.wake()
    bench.room = 0
    expect(bench.queue.letsPass(0, () => '')).toBe(false)
    expect(bench.queue.letsPass(-1, () => '')).toBe(false)
  })

  it('has one timer, however many runs wait, and none when none waits', async () => {
    const { bench, runs, names } = crowd(200)
    void bench.wait('later', { notBefore: 3000, isReady: () => false })
    expect(bench.clock.pending).toBe(1)
    await bench.free(201)
    await Promise.all(runs)
    expect(bench.served).toEqual(names)
    expect(bench.clock.pending).toBe(1)
    await bench.clock.advance(2000)
    expect(bench.served.at(-1)).toBe('later')
    expect(bench.clock.pending).toBe(0)
    expect(bench.queue.size).toBe(0)
  })

  it('keeps the place of a run that finds no target, and wakes the next one', async () => {
    const bench = new Bench()
    let findsOne = false
    void bench.wait('picky', { finds: () => findsOne })
    void bench.wait('other')
    await bench.free(1)
    expect(bench.woken).toEqual(['picky', 'other'])
    expect(bench.served).toEqual(['other'])
    findsOne = true
    void bench.wait('last')
    await bench.free(1)
    expect(bench.served).toEqual(['other', 'picky'])
  })

  it('does not wake the same run twice for one change', async () => {
    const bench = new Bench()
    void bench.wait('picky', { finds: () => false })
    await bench.free(1)
    await bench.clock.settle()
    expect(bench.woken).toEqual(['picky'])
    await bench.free(0)
    expect(bench.woken).toEqual(['picky', 'picky'])
  })

  it('wakes a run that found no target again at the time that it names', async () => {
    const bench = new Bench()
    bench.room = 1
    let wakeAt = 1700
    void bench.wait('picky', { finds: () => bench.clock.now() >= 1700, wakeAt: () => wakeAt })
    bench.queue.wake()
    await bench.clock.advance(699)
    expect(bench.woken).toEqual(['picky'])
    await bench.clock.advance(1)
    expect(bench.served).toEqual(['picky'])
    wakeAt = Infinity
    expect(bench.clock.pending).toBe(0)
  })

  it('passes over runs that cannot be served, however many', async () => {
    const bench = new Bench()
    for (let count = 0; count < 50; count += 1)
      void bench.wait(`filtered ${count}`, { canBeServed: () => false })
    void bench.wait('last')
    await bench.free(1)
    expect(bench.served).toEqual(['last'])
  })

  it('asks one run of a lane whether any of them can be served', async () => {
    const bench = new Bench()
    let asked = 0
    for (let count = 0; count < 50; count += 1)
      void bench.wait(`closed ${count}`, {
        isLaneOpen() {
          asked += 1
          return false
        },
      })
    await bench.clock.settle()
    asked = 0
    await bench.free(1)
    expect(asked).toBe(1)
    expect(bench.served).toEqual([])
  })

  it('is not woken again by what it finds out while it looks', async () => {
    const clock = createFakeClock(1000)
    let refreshed = 0
    const queue: WaitingQueue = new WaitingQueue({
      clock,
      refresh() {
        refreshed += 1
        // Every look finds that a target has changed, as with a guard that says something else each time.
        if (refreshed < 1000) queue.wake()
      },
      nextChangeAt: () => Infinity,
    })
    const place = queue.join({
      priority: 0,
      lane: () => '',
      isLaneOpen: () => true,
      notBefore: 1000,
      giveUpAt: 2000,
      isReady: () => true,
      canBeServed: () => true,
      mayYetBeServed: () => true,
      close: () => undefined,
    })
    const turn = place.turn()
    queue.wake()
    await expect(turn).resolves.toBe('room')
    expect(refreshed).toBe(1)
    queue.leave(place, true)
  })

  it('looks at its runs when the first blocked target comes back', async () => {
    const bench = new Bench()
    bench.nextChangeAt = 1400
    const waiting = bench.wait('run', { canBeServed: () => bench.clock.now() >= 1400, finds: () => true })
    await bench.clock.advance(399)
    expect(bench.served).toEqual([])
    bench.nextChangeAt = Infinity
    await bench.clock.advance(1)
    await waiting
    expect(bench.served).toEqual(['run'])
  })
})

describe('a run that waits before a retry', () => {
  it('is not served before its time, unless another target may take it', async () => {
    const bench = new Bench()
    void bench.wait('patient', { notBefore: 1500, isReady: () => false })
    void bench.wait('ready', { notBefore: 1500, isReady: () => true })
    await bench.free(1)
    expect(bench.served).toEqual(['ready'])
    await bench.free(1)
    expect(bench.served).toEqual(['ready'])
    await bench.clock.advance(500)
    expect(bench.served).toEqual(['ready', 'patient'])
  })

  it('is woken at its time even when it was woken in vain before', async () => {
    const bench = new Bench()
    bench.room = 1
    const waiting = bench.wait('retry', {
      notBefore: 1500,
      giveUpAt: 60_000,
      finds: () => bench.clock.now() >= 1500,
    })
    bench.queue.wake()
    await bench.clock.settle()
    expect(bench.woken).toEqual(['retry'])
    await bench.clock.advance(500)
    await waiting
    expect(bench.served).toEqual(['retry'])
    expect(bench.clock.now()).toBe(1500)
  })

  it('is woken in time whatever others were woken in vain before', async () => {
    const bench = new Bench()
    bench.room = 1
    const due: string[] = []
    const times = [1900, 1300, 1700, 1500, 1100]
    for (const time of times)
      void bench.wait(`at ${time}`, {
        notBefore: time,
        giveUpAt: 60_000,
        finds() {
          if (bench.clock.now() < time) return false
          due.push(`${time} at ${bench.clock.now()}`)
          bench.room += 1
          return true
        },
      })
    bench.queue.wake()
    await bench.clock.advance(1000)
    expect(due).toEqual(['1100 at 1100', '1300 at 1300', '1500 at 1500', '1700 at 1700', '1900 at 1900'])
  })
})

describe('a run that has waited for too long', () => {
  it('gives up at its time, the one that gives up first at first', async () => {
    const bench = new Bench()
    const slow = bench.wait('slow', { giveUpAt: 1900 })
    const quick = bench.wait('quick', { giveUpAt: 1200 })
    await bench.clock.advance(200)
    await quick
    expect(bench.late).toEqual(['quick'])
    await bench.clock.advance(700)
    await slow
    expect(bench.late).toEqual(['quick', 'slow'])
    expect(bench.clock.pending).toBe(0)
  })

  it.each([
    ['takes the room', true, ['woken', 'next']],
    ['finds no room', false, ['next']],
  ] as const)(
    'although it has just been woken %s, and the next one is served',
    async (_, takesIt, served) => {
      // As with fake timers that ring one after the other without letting promises settle.
      const clock = new SyncClock()
      const bench = new Bench(clock)
      void bench.wait('woken', { giveUpAt: 1200, finds: () => takesIt })
      void bench.wait('next')
      clock.time = 1200
      bench.room = 1
      bench.queue.wake()
      clock.ring()
      await clock.settle()
      await bench.free(1)
      expect(bench.served).toEqual(served)
      clock.time = 3000
      clock.ring()
      void bench.wait('last')
      await bench.free(1)
      expect(bench.served.at(-1)).toBe('last')
      expect(bench.queue.size).toBe(0)
    },
  )
})

describe('a review', () => {
  it('lets those give up that no target will ever take', async () => {
    const bench = new Bench()
    let exists = true
    const lost = bench.wait('lost', { mayYetBeServed: () => exists })
    void bench.wait('hopeful')
    bench.queue.review()
    await bench.clock.settle()
    expect(bench.late).toEqual([])
    exists = false
    bench.queue.review()
    await lost
    expect(bench.late).toEqual(['lost'])
    expect(bench.queue.size).toBe(1)
    await bench.free(1)
    expect(bench.served).toEqual(['hopeful'])
  })

  it('makes a run ready that a new target may take', async () => {
    const bench = new Bench()
    let isReady = false
    void bench.wait('retry', { notBefore: 4000, isReady: () => isReady })
    await bench.free(1)
    expect(bench.served).toEqual([])
    isReady = true
    bench.queue.review()
    await bench.clock.settle()
    expect(bench.served).toEqual(['retry'])
    expect(bench.clock.pending).toBe(0)
  })
})

describe('a run that is cancelled', () => {
  it('leaves the queue, and what it was woken for goes to the next', async () => {
    const bench = new Bench()
    const first = bench.wait('first')
    void bench.wait('second')
    bench.room = 1
    bench.queue.wake()
    // It has been woken and has not begun: its wait is over already, so it leaves by itself.
    bench.places.get('first')?.cancel(new Error('gone'))
    await first
    expect(bench.served).toEqual(['first'])
    const reason = new Error('gone')
    const third = bench.wait('third')
    bench.places.get('third')?.cancel(reason)
    await expect(third).rejects.toBe(reason)
    expect(bench.queue.size).toBe(1)
    await bench.free(1)
    expect(bench.served).toEqual(['first', 'second'])
    expect(bench.clock.pending).toBe(0)
  })

  it('leaves the queue before its time has come, too', async () => {
    const bench = new Bench()
    const waiting = bench.wait('retry', { notBefore: 3000, isReady: () => false })
    bench.places.get('retry')?.cancel('gone')
    await expect(waiting).rejects.toBe('gone')
    expect(bench.queue.size).toBe(0)
    expect(bench.clock.pending).toBe(0)
  })
})

describe('a queue that closes', () => {
  it('ends the wait of every run, of those that are not ready as well', async () => {
    const bench = new Bench()
    const close = (name: string) => () => bench.places.get(name)?.cancel(name)
    const ends = ['one', 'two'].map((name) => bench.wait(name, { close: close(name) }))
    ends.push(bench.wait('three', { notBefore: 9000, isReady: () => false, close: close('three') }))
    bench.queue.close()
    const settled = await Promise.allSettled(ends)
    expect(settled.map((end) => (end.status === 'rejected' ? (end.reason as string) : end.status))).toEqual([
      'one',
      'two',
      'three',
    ])
    expect([bench.queue.size, bench.clock.pending]).toEqual([0, 0])
  })
})
