import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bench } from './test/bench.ts'

const lanes = ['x', 'y', 'z'] as const
type LaneName = (typeof lanes)[number]

type Step =
  | { readonly do: 'come'; readonly priority: number; readonly lane: LaneName }
  | { readonly do: 'free'; readonly lane: LaneName; readonly rooms: number }
  | { readonly do: 'give up'; readonly which: number }
  | { readonly do: 'advance'; readonly ms: number }

const lane = fc.constantFrom(...lanes)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('come' as const),
      priority: fc.constantFrom(-1.5, 0, 0, 0, 2, 7),
      lane,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('free' as const), lane, rooms: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('give up' as const), which: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 100, 300) }),
  },
)

interface NaiveRun {
  readonly name: string
  readonly priority: number
  readonly lane: LaneName
  readonly joinedAt: number
}

/** The rules once more, over a plain list that is searched from end to end. */
class NaiveOrder {
  readonly rooms: Record<LaneName, number> = { x: 0, y: 0, z: 0 }
  waiting: NaiveRun[] = []
  readonly served: string[] = []
  /** Priorities that wait, the one that has had no turn for longest at the front. */
  #byTurn: number[] = []
  #turns = 0

  come(run: NaiveRun, now: number): void {
    if (this.#letsPass(run, now) && this.rooms[run.lane] > 0) this.#take(run)
    else {
      this.waiting.push(run)
      if (!this.#byTurn.includes(run.priority)) this.#byTurn.push(run.priority)
    }
  }

  leave(name: string): void {
    this.waiting = this.waiting.filter((run) => run.name !== name)
    this.#byTurn = this.#byTurn.filter((priority) => this.waiting.some((run) => run.priority === priority))
  }

  serve(now: number): void {
    for (let next = this.#next(now); next !== undefined; next = this.#next(now)) {
      this.#turnTaken(next.run.priority, next.isAged)
      this.leave(next.run.name)
      this.#take(next.run)
    }
  }

  #take({ name, lane: own }: NaiveRun): void {
    this.rooms[own] -= 1
    this.served.push(name)
  }

  #letsPass({ priority, lane: own }: NaiveRun, now: number): boolean {
    const next = this.#next(now)
    if (next === undefined) return true
    const isPassed =
      next.run.priority === priority
        ? next.run.lane === own && this.#isOverloaded(next.run, now)
        : next.run.priority > priority
    if (!isPassed || next.isAged) return false
    this.#turnTaken(priority, false)
    return true
  }

  #next(now: number): { readonly run: NaiveRun; readonly isAged: boolean } | undefined {
    const priorities = this.#byTurn.toSorted((one, other) => one - other)
    const firstOf = (tried: readonly number[]) => {
      const runs = tried.map((priority) => this.#firstOf(priority, now))
      return runs.find((run) => run !== undefined)
    }
    const isDue = this.#turns >= 7
    const aged = isDue ? firstOf(this.#byTurn.filter((one) => one !== priorities[0])) : undefined
    const run = aged ?? firstOf(priorities)
    return run === undefined
      ? undefined
      : { run, isAged: aged !== undefined || (isDue && priorities.length === 1) }
  }

  #firstOf(priority: number, now: number): NaiveRun | undefined {
    const offered = lanes.flatMap((own) => {
      const servable = this.waiting.filter((run) => run.priority === priority && run.lane === own)
      if (servable[0] === undefined || this.rooms[own] === 0) return []
      return servable.at(this.#isOverloaded(servable[0], now) ? -1 : 0) ?? []
    })
    return this.waiting.find((run) => offered.includes(run))
  }

  #isOverloaded({ priority, lane: own }: NaiveRun, now: number): boolean {
    const oldest = this.waiting.find((run) => run.priority === priority && run.lane === own)
    return oldest !== undefined && now - oldest.joinedAt > 300
  }

  #turnTaken(priority: number, isAged: boolean): void {
    this.#turns = !isAged && this.#byTurn.some((other) => other > priority) ? this.#turns + 1 : 0
    if (this.#byTurn.includes(priority))
      this.#byTurn = [...this.#byTurn.filter((one) => one !== priority), priority]
  }
}

/** Plays the steps on the queue and on the naive order; gives whom each of them has served. */
async function play(steps: readonly Step[]): Promise<{ readonly own: string[]; readonly naive: string[] }> {
  const bench = new Bench()
  const naive = new NaiveOrder()
  const rooms: Record<LaneName, number> = { x: 0, y: 0, z: 0 }
  let count = 0
  for (const one of steps) {
    const now = bench.clock.now()
    if (one.do === 'come') {
      count += 1
      const name = `${count} (${one.priority}, ${one.lane})`
      const takes = (): boolean => {
        if (rooms[one.lane] === 0) return false
        rooms[one.lane] -= 1
        return true
      }
      naive.come({ ...one, name, joinedAt: now }, now)
      if (bench.queue.letsPass(one.priority, () => one.lane) && takes()) bench.served.push(name)
      else
        bench
          .wait(name, {
            priority: one.priority,
            lane: () => one.lane,
            giveUpAt: Infinity,
            canBeServed: () => rooms[one.lane] > 0,
            finds: takes,
          })
          .catch(() => undefined)
      bench.queue.wake()
    } else if (one.do === 'free') {
      rooms[one.lane] += one.rooms
      naive.rooms[one.lane] += one.rooms
      bench.queue.wake()
    } else if (one.do === 'give up') {
      const [name] = [...bench.places.keys()].slice(one.which)
      if (name !== undefined && naive.waiting.some((run) => run.name === name)) {
        bench.places.get(name)?.cancel('gone')
        naive.leave(name)
      }
    } else await bench.clock.advance(one.ms)
    await bench.clock.settle()
    naive.serve(bench.clock.now())
  }
  expect(bench.queue.size).toBe(naive.waiting.length)
  return { own: bench.served, naive: naive.served }
}

describe('the order in which waiting runs have their turns', () => {
  it('is that of the rules, whatever comes, gives up, and becomes free', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const { own, naive } = await play(steps)
        expect(own).toEqual(naive)
      }),
      { numRuns: 300, seed: 20_261_201 },
    )
  })

  /** Runs of such priorities keep coming and waiting; one room becomes free at a time. Gives the priorities in turn. */
  async function turnsOf(priorities: readonly number[], turns: number): Promise<number[]> {
    const bench = new Bench()
    let count = 0
    const come = (priority: number): void => {
      count += 1
      void bench.wait(`${priority} ${count}`, { priority, giveUpAt: Infinity })
    }
    for (const priority of priorities) for (let each = 0; each < 20; each += 1) come(priority)
    for (let turn = 0; turn < turns; turn += 1) {
      await bench.free(1)
      come(Number(bench.served.at(-1)?.split(' ')[0]))
    }
    return bench.served.map((name) => Number(name.split(' ')[0]))
  }

  it('is that of their priorities, but for one turn in eight, which goes to the one that had none for longest', async () => {
    const turns = await turnsOf([5, 0, 9], 48)
    expect(turns.filter((_, turn) => turn % 8 !== 7).every((priority) => priority === 0)).toBe(true)
    expect(turns.filter((_, turn) => turn % 8 === 7)).toEqual([5, 9, 5, 9, 5, 9])
  })

  it('lets a less urgent run have a turn, also when the urgent ones never have to wait', async () => {
    const bench = new Bench()
    void bench.wait('patient', { priority: 3, giveUpAt: Infinity, finds: () => bench.room > 0 })
    bench.room = 1
    const passed: boolean[] = []
    // Each finds the room free, and the one that waits has not been woken.
    for (let count = 0; count < 9; count += 1) passed.push(bench.queue.letsPass(0, () => ''))
    expect(passed).toEqual([true, true, true, true, true, true, true, false, false])
    expect(bench.queue.letsPass(3, () => '')).toBe(false)
    expect(bench.queue.letsPass(8, () => '')).toBe(false)
    bench.queue.wake()
    await bench.clock.settle()
    expect(bench.served).toEqual(['patient'])
  })

  it('goes on although those of a priority pass of which none waits, and others cannot be served', async () => {
    const bench = new Bench()
    void bench.wait('usual', { priority: 5 })
    void bench.wait('never', { priority: 6, canBeServed: () => false })
    bench.room = 1
    for (let count = 0; count < 10; count += 1) bench.queue.letsPass(0, () => '')
    await bench.free(0)
    expect(bench.served).toEqual(['usual'])
  })

  it('is not held up by runs that wait for other targets, however many and urgent they are', async () => {
    const bench = new Bench()
    for (let count = 0; count < 100; count += 1)
      void bench.wait(`blocked ${count}`, { priority: -1, lane: () => 'blocked', canBeServed: () => false })
    void bench.wait('free', { lane: () => 'free' })
    await bench.free(1)
    expect(bench.served).toEqual(['free'])
  })

  it('is first come first served in a lane, also while runs wait for long in another', async () => {
    const bench = new Bench()
    for (let count = 0; count < 10; count += 1)
      void bench.wait(`hung ${count}`, { lane: () => 'hung', canBeServed: () => false })
    await bench.clock.advance(400)
    for (let count = 0; count < 3; count += 1) void bench.wait(`run ${count}`, { lane: () => 'own' })
    expect(bench.queue.letsPass(0, () => 'own')).toBe(true)
    bench.room = 1
    bench.queue.wake()
    expect(bench.queue.letsPass(0, () => 'own')).toBe(false)
    await bench.clock.settle()
    await bench.free(2)
    expect(bench.served).toEqual(['run 0', 'run 1', 'run 2'])
  })

  it('finds the run that can be served below any number of priorities whose runs cannot', async () => {
    const bench = new Bench()
    for (let priority = 0; priority < 30; priority += 1)
      void bench.wait(`blocked ${priority}`, { priority, canBeServed: () => false })
    void bench.wait('free', { priority: 30 })
    await bench.free(1)
    expect(bench.served).toEqual(['free'])
  })

  it('is kept however many lanes there are', async () => {
    const bench = new Bench()
    for (let count = 0; count < 40; count += 1)
      void bench.wait(`run ${count}`, { lane: () => `lane ${count}` })
    await bench.free(40)
    expect(bench.served).toEqual(Array.from({ length: 40 }, (_, count) => `run ${count}`))
  })

  it('is kept by runs that were told when there is room for them, while others pass', async () => {
    const bench = new Bench()
    const large = 50
    const finds = (tokens: number) => (): boolean => bench.room >= tokens
    for (let count = 0; count < large; count += 1)
      void bench.wait(`large ${count}`, {
        finds: finds(3),
        wakeAt: () => 1200,
        giveUpAt: 60_000,
      })
    void bench.wait('small')
    await bench.free(1)
    expect(bench.served).toEqual(['small'])
    const { length } = bench.woken
    // Of those that wait for their time one is asked for each change.
    void bench.wait('small too')
    await bench.free(1)
    expect(bench.served).toEqual(['small', 'small too'])
    expect(bench.woken.length - length).toBeLessThanOrEqual(4)
    bench.room = 3
    await bench.clock.advance(200)
    expect(bench.served.slice(2)).toEqual(['large 0'])
  })
})

describe('a queue that is full', () => {
  it('lets the run give up that is least urgent and came last, for one that is more urgent', async () => {
    const bench = new Bench()
    for (const [name, priority] of [
      ['urgent', 0],
      ['batch 1', 5],
      ['batch 2', 5],
      ['usual', 1],
    ] as const)
      void bench.wait(name, { priority })
    expect(bench.queue.makeRoom(5)).toBe(false)
    expect(bench.queue.makeRoom(0)).toBe(true)
    expect(bench.queue.makeRoom(0)).toBe(true)
    expect(bench.queue.makeRoom(0)).toBe(true)
    expect(bench.queue.makeRoom(0)).toBe(false)
    await bench.clock.settle()
    expect(bench.late).toEqual(['batch 2', 'batch 1', 'usual'])
    expect(bench.queue.size).toBe(1)
  })

  it('lets runs of any number of priorities give up, one after the other', async () => {
    const bench = new Bench()
    for (const priority of [1, 2, 3, 4, 5]) void bench.wait(`run ${priority}`, { priority })
    for (let count = 0; count < 4; count += 1) expect(bench.queue.makeRoom(1)).toBe(true)
    expect(bench.queue.makeRoom(1)).toBe(false)
    await bench.clock.settle()
    expect(bench.late).toEqual(['run 5', 'run 4', 'run 3', 'run 2'])
  })

  it('lets another give up when the one has its turn that would be first', async () => {
    const bench = new Bench()
    void bench.wait('usual', { priority: 4, canBeServed: () => false })
    void bench.wait('woken', { priority: 5 })
    bench.room = 1
    bench.queue.wake()
    expect(bench.queue.makeRoom(0)).toBe(true)
    await bench.clock.settle()
    expect(bench.late).toEqual(['usual'])
    expect(bench.served).toEqual(['woken'])
  })

  it('leaves the one alone whose turn it is', () => {
    const bench = new Bench()
    void bench.wait('woken', { priority: 5 })
    bench.room = 1
    bench.queue.wake()
    expect(bench.queue.makeRoom(0)).toBe(false)
  })
})
