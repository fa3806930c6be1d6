import type { ReinstateOptions } from '../contracts/balancer.ts'
import type { PoolOptions } from '../contracts/pool-options.ts'
import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import type { TargetState } from '../contracts/target.ts'
import { oneOf } from '../options/checks.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { AvailabilityIndex } from './availability-index.ts'
import { checkTarget } from './check-target.ts'
import { groupOf } from './group.ts'
import { GuardWatch, type GuardWatchSettings } from './guard-watch.ts'
import type { KeyState } from './key-state.ts'
import { LiveState } from './live-state.ts'
import { Pools } from './pools.ts'
import { Target } from './target.ts'
import { unknownName } from './unknown-name.ts'

/** What a list of targets is given by its balancer. */
export interface TargetListSettings extends GuardWatchSettings {
  /** What is allowed in pools. */
  readonly pools?: Readonly<Record<string, PoolOptions>> | undefined
}

const reinstateTable: OptionTable<ReinstateOptions> = { scope: [oneOf('key', 'target')] }

/** The targets of a balancer: they come, change and go while runs use them. */
export class TargetList<Client> {
  readonly index: AvailabilityIndex<Client>
  readonly pools: Pools<Target<Client>>
  readonly #settings: TargetListSettings
  /** By id, without those that are being removed. */
  readonly #present = new Map<string, Target<Client>>()
  /** In the order in which they were added, with those that are being removed. */
  readonly #all = new Set<Target<Client>>()
  readonly #guards: GuardWatch<Client>
  readonly #whenIdle = new Map<Target<Client>, () => void>()
  #added = 0

  constructor(settings: TargetListSettings) {
    this.#settings = settings
    this.index = new AvailabilityIndex(settings.reporter)
    this.pools = new Pools(settings.pools)
    this.#guards = new GuardWatch(settings, this.index)
  }

  /** In the order in which they were added, with those that are being removed. */
  get all(): Iterable<Target<Client>> {
    return this.#all
  }

  /** How many there are, with those that are being removed. */
  get size(): number {
    return this.#all.size
  }

  /** Those that are not being removed. */
  get present(): Iterable<Target<Client>> {
    return this.#present.values()
  }

  /** How many are not being removed. */
  get presentCount(): number {
    return this.#present.size
  }

  /** True when a guard of any target, or of one inside a group, may give a permit for a trial. */
  get mayTry(): boolean {
    return this.#guards.mayTry
  }

  /** The target that a strategy means. */
  behind(state: unknown): Target<Client> | undefined {
    const target = LiveState.ownerOf(state) as Target<Client> | undefined
    return target?.list === this ? target : undefined
  }

  /** The target with an id, unless it is being removed. */
  get(id: string): Target<Client> | undefined {
    return this.#present.get(id)
  }

  /** {@link get}. @throws RangeError when there is no such target */
  find(id: string): Target<Client> {
    const target = this.#present.get(id)
    if (target !== undefined) return target
    throw unknownName('target', id, [...this.#present.keys()])
  }

  /** Adds a target. @param owner what must not be behind it. @throws TypeError or RangeError for bad settings or a taken id */
  add(options: TargetOptions<Client>, owner: object): void {
    this.#check(options, owner)
    const target = new Target(options, (this.#added += 1))
    const guards = this.#guards.guardsFor(target, options.guards)
    // The function that makes the guards may have added a target.
    if (this.#present.has(options.id)) throw new RangeError(`target id "${options.id}" is taken`)
    target.list = this
    target.key = this.pools.join(target, options.pool)
    this.#present.set(target.id, target)
    this.#all.add(target)
    this.#guards.listen(target, guards)
    this.#settings.reporter.emit('target-added', { targetId: target.id })
    this.index.change(target, this.#settings.clock.now())
  }

  /** Changes a target's settings. @throws TypeError or RangeError for bad settings or an unknown id */
  update(id: string, update: TargetUpdate<Client>, owner: object): void {
    const target = this.find(id)
    checkTarget(update, id)
    if ('id' in update) throw new TypeError(`target "${id}": "id" cannot be changed`)
    checkCircle(id, update.client, owner)
    if (update.pool !== undefined && update.pool !== target.settings.pool) this.#move(target, update.pool)
    const guards = update.guards ?? target.guards.map((guard) => guard.source)
    target.update(update)
    if (update.guards !== undefined || update.client !== undefined) this.#guards.listen(target, guards)
    this.#settings.reporter.emit('target-updated', { targetId: id })
    this.index.change(target, this.#settings.clock.now())
  }

  /** Gives a target other settings in place of all that it has. @throws TypeError or RangeError for bad settings or an unknown id */
  replace(options: TargetOptions<Client>, owner: object): void {
    this.#check(options, owner)
    const target = this.find(options.id)
    const { pool } = target.settings
    const restore = target.replace(options)
    try {
      this.#guards.listen(target, this.#guards.guardsFor(target, options.guards))
    } catch (error) {
      restore()
      throw error
    }
    if (pool !== options.pool) this.#move(target, options.pool)
    this.#settings.reporter.emit('target-updated', { targetId: target.id })
    this.index.change(target, this.#settings.clock.now())
  }

  /** Changes what is allowed in a pool. @throws RangeError for an unknown pool, TypeError or RangeError for a bad option */
  updatePool(pool: string, update: PoolOptions): void {
    const key = this.pools.update(pool, update)
    if (key !== undefined) this.#askIfChanged(key)
  }

  /** Replaces what is allowed in all pools, by checked options. */
  replacePools(options: Readonly<Record<string, PoolOptions>>): void {
    for (const key of this.pools.replace(options)) this.#askIfChanged(key)
  }

  /** Lifts what blocks a target. @throws TypeError for a bad option, RangeError for an unknown id */
  reinstate(id: string, options: ReinstateOptions = {}): void {
    const target = this.find(id)
    const { scope } = readOptions('reinstateTarget', options, reinstateTable)
    if (scope !== 'key') target.own.lift()
    if (scope !== 'target') target.key.cooldown.lift()
    if (scope === undefined) {
      target.window.reset()
      for (const guard of target.guards) guard.reset()
    }
    this.#settings.reporter.emit('target-reinstated', { targetId: id })
    this.askKey(target)
  }

  /** Takes a target out of the choice. Resolves when its running attempts have ended, and it is gone. */
  async remove(id: string): Promise<TargetState> {
    const target = this.find(id)
    target.removing = true
    this.#present.delete(id)
    this.pools.leave(target)
    this.#settings.reporter.emit('target-removing', { targetId: id })
    this.index.ask(target, this.#settings.clock.now())
    if (target.inFlight > 0) await new Promise<void>((resolve) => this.#whenIdle.set(target, resolve))
    this.#guards.end(target)
    this.#all.delete(target)
    return target.state
  }

  /** The balancer is closed: guards and groups that live on no longer hold it. */
  close(): void {
    this.#guards.close()
  }

  /** An attempt on a target has begun. */
  attemptBegan(target: Target<Client>, now: number): void {
    this.index.ask(target, now)
    this.#askIfChanged(target.key)
  }

  /** The first content of a stream has come from a target. */
  attemptAnswers(target: Target<Client>): void {
    this.index.ask(target, this.#settings.clock.now())
  }

  /** An attempt on a target has ended. @param key what it counted against */
  attemptEnded(target: Target<Client>, key: KeyState<Target<Client>>, now: number): void {
    if (target.removing && target.inFlight === 0) {
      this.#whenIdle.get(target)?.()
      this.#whenIdle.delete(target)
    }
    this.index.askAfterAttempt(target, now)
    this.#askIfChanged(key)
    this.pools.forgetUnused(key)
  }

  /** Asks all targets that share a key, because its cooldown has changed. */
  askKey(target: Target<Client>): void {
    this.#ask(target.key.targets)
  }

  /** Asks all targets of a pool whose last place was taken, or that has a place again. */
  #askIfChanged(key: KeyState<Target<Client>>): void {
    if (key.isExhausted === key.wasExhausted) return
    key.wasExhausted = key.isExhausted
    this.#ask(key.targets)
  }

  #ask(targets: Iterable<Target<Client>>): void {
    const now = this.#settings.clock.now()
    for (const target of targets) this.index.ask(target, now)
  }

  #check(options: TargetOptions<Client>, owner: object): void {
    const id: unknown = (options as TargetOptions<Client> | null)?.id
    checkTarget(options, id)
    if (options.client === undefined) throw new TypeError(`target "${options.id}" needs a "client"`)
    checkCircle(options.id, options.client, owner)
  }

  #move(target: Target<Client>, pool: string | undefined): void {
    this.pools.leave(target)
    target.key = this.pools.join(target, pool)
  }
}

/** A balancer inside itself would ask itself for ever. @throws TypeError naming the target */
function checkCircle(id: string, client: unknown, owner: object): void {
  if (groupOf(client)?.contains(owner))
    throw new TypeError(`target "${id}" is a group that contains this balancer itself`)
}
