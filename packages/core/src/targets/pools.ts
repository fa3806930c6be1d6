import type { PoolSnapshot } from '../contracts/balancer.ts'
import type { PoolOptions } from '../contracts/pool-options.ts'
import { defined } from '../options/defined.ts'
import { readOptions } from '../options/read-options.ts'
import { poolTable } from './check-pools.ts'
import { KeyState } from './key-state.ts'
import { unknownName } from './unknown-name.ts'

/** The pools of one balancer, by name: what the targets of one key or account share, and what their user allows them together. */
export class Pools<Target extends { readonly key: KeyState<Target> }> {
  #options: Map<string, PoolOptions>
  readonly #keys = new Map<string, KeyState<Target>>()

  constructor(options: Readonly<Record<string, PoolOptions>> = {}) {
    this.#options = new Map(Object.entries(options))
  }

  /** Takes a target in; one without a pool shares with no other. */
  join(target: Target, pool: string | undefined): KeyState<Target> {
    const key = (pool === undefined ? undefined : this.#keys.get(pool)) ?? this.#newKey(pool)
    key.targets.add(target)
    return key
  }

  /** A target no longer belongs to its pool; its attempts that run still count there. */
  leave(target: Target): void {
    target.key.targets.delete(target)
    this.forgetUnused(target.key)
  }

  /** Forgets a pool that has neither targets nor attempts. */
  forgetUnused({ pool, targets, inFlight }: KeyState<Target>): void {
    if (pool !== undefined && targets.size === 0 && inFlight === 0) this.#keys.delete(pool)
  }

  /**
   * Changes what is allowed. Gives the pool back, unless it has no targets yet.
   *
   * @throws RangeError for a pool that neither targets nor options name, TypeError or RangeError for a bad option
   */
  update(pool: string, options: PoolOptions): KeyState<Target> | undefined {
    const known = [...new Set([...this.#keys.keys(), ...this.#options.keys()])]
    if (!known.includes(pool)) throw unknownName('pool', pool, known)
    const given = defined(readOptions('updatePool', options, poolTable))
    this.#options.set(pool, { ...this.#options.get(pool), ...given })
    const key = this.#keys.get(pool)
    if (key !== undefined) key.concurrency = this.#concurrencyOf(pool)
    return key
  }

  /** Allows what these options say, and nothing of what earlier ones said. Gives the pools back that have targets, or attempts that run. */
  replace(options: Readonly<Record<string, PoolOptions>>): Iterable<KeyState<Target>> {
    this.#options = new Map(Object.entries(options))
    for (const [pool, key] of this.#keys) key.concurrency = this.#concurrencyOf(pool)
    return this.#keys.values()
  }

  /** The pools that have targets, or attempts that run. */
  snapshot(): readonly PoolSnapshot[] {
    return [...this.#keys].map(([pool, { inFlight, concurrency }]) => ({
      pool,
      inFlight,
      ...(concurrency === Infinity ? {} : { concurrency }),
    }))
  }

  #newKey(pool: string | undefined): KeyState<Target> {
    const key = new KeyState<Target>(pool)
    if (pool === undefined) return key
    key.concurrency = this.#concurrencyOf(pool)
    this.#keys.set(pool, key)
    return key
  }

  #concurrencyOf(pool: string): number {
    return this.#options.get(pool)?.concurrency ?? Infinity
  }
}
