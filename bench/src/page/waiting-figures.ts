import { createBalancer, roundRobin, systemClock, type Guard } from '@llm-balancer/core'
import { cpuMicroseconds } from '../in-turn.ts'
import type { Figure } from './figure.ts'

const rounds = 5
/** Runs whose time is taken together, because the CPU clock of a thread may go in steps of 4 ms. */
const leastRuns = 8000

/** What a run that waits costs from its call to its end, beyond one that need not wait, by the number of targets and of waiting runs. */
export async function waitingFigures(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const targets of [3, 10_000])
    for (const waiting of [10, 1000]) {
      figures.push({
        section: 'Runs',
        what: `a run that waits for one of ${targets} targets, beside ${waiting} others that do`,
        result: await costOfWaiting(targets, waiting),
        goal: 10,
        unit: 'µs',
      })
    }
  return figures
}

async function costOfWaiting(targets: number, waiting: number): Promise<number> {
  const gate = new Gate()
  const balancer = createBalancer({
    targets: Array.from({ length: targets }, (_, client) => ({
      id: `t${client}`,
      client,
      guards: client === 0 ? [gate] : [],
    })),
    strategy: roundRobin(),
    whenUnavailable: { maxWaitMs: 60_000, maxWaiting: waiting },
  })
  const work = (client: number): Promise<number> => Promise.resolve(client)
  const batches = Math.ceil(leastRuns / waiting)
  let [waited, served] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round += 1) {
    const waiters = await cpuOf(batches, async () => {
      gate.close()
      const runs = Array.from({ length: waiting }, () => balancer.run(work, { only: 't0' }))
      gate.open()
      await Promise.all(runs)
    })
    const others = await cpuOf(batches, async () => {
      await Promise.all(Array.from({ length: waiting }, () => balancer.run(work, { only: 't0' })))
    })
    waited = Math.min(waited, waiters)
    served = Math.min(served, others)
  }
  await balancer.close()
  return (waited - served) / (batches * waiting)
}

async function cpuOf(batches: number, work: () => Promise<void>): Promise<number> {
  await work()
  const start = cpuMicroseconds()
  for (let batch = 0; batch < batches; batch += 1) await work()
  return cpuMicroseconds() - start
}

/** A guard that is closed and opened. */
class Gate implements Guard {
  readonly name = 'gate'
  readonly #listeners = new Set<() => void>()
  #isOpen = true
  #opensAt = 0

  availableAt(): number {
    return this.#isOpen ? 0 : this.#opensAt
  }

  acquire(): { release(): void } | null {
    return this.#isOpen ? { release: () => {} } : null
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Says that it will open in a second; it opens before. */
  close(): void {
    this.#opensAt = systemClock.now() + 1000
    this.#set(false)
  }

  open(): void {
    this.#set(true)
  }

  #set(isOpen: boolean): void {
    this.#isOpen = isOpen
    for (const listener of this.#listeners) listener()
  }
}
