import type { BalancedStream, RestartChunk } from '../contracts/balanced-stream.ts'
import type { Balancer, BalancerSnapshot } from '../contracts/balancer.ts'
import type { Operation, StreamOperation } from '../contracts/call.ts'
import type { BalancerEvent, BalancerEventType } from '../contracts/events.ts'
import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import type { RunResult } from '../contracts/trail.ts'
import { checkFunction } from '../options.ts'
import { Admission } from './admission.ts'
import { Engine } from './engine.ts'
import { executeRun } from './execute-run.ts'
import { RunningStream } from './execute-stream.ts'
import { markAsGroup, type Group, type OuterAttempt, type ReadOptions, groupOf } from './group.ts'
import { checkTarget, resolveOptions, type BalancerOptions } from './options.ts'
import { takeSnapshot, viewOf } from './snapshot.ts'

/**
 * Makes a balancer over targets.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createBalancer<Client>(options: BalancerOptions<Client>): Balancer<Client> {
  const resolved = resolveOptions(options)
  const engine = new Engine<Client>(resolved)
  for (const target of resolved.targets) addTarget(engine, target)
  resolved.strategy.bind?.({ random: resolved.random })
  return new LocalBalancer(engine)
}

function addTarget<Client>(engine: Engine<Client>, target: TargetOptions<Client>): void {
  checkTarget(target, (target as TargetOptions<Client> | null)?.id)
  if ((target.client as unknown) === undefined) throw new TypeError(`target "${target.id}" needs a "client"`)
  engine.registry.add(target)
}

/** A balancer inside itself would ask itself for ever. @throws TypeError naming the target */
function checkCircle(
  balancer: object,
  { id, client }: { readonly id: string; readonly client?: unknown },
): void {
  if (client === balancer || groupOf(client)?.holds(balancer) === true) {
    throw new TypeError(`target "${id}" is a group that holds this balancer itself`)
  }
}

/** A balancer as a target of another one. */
function asGroup<Client>(engine: Engine<Client>, admission: Admission<Client>): Group<Client> {
  const deadlineMs = (given: RunOptions): number =>
    Math.min(given.deadlineMs ?? Infinity, engine.options.timeouts.deadlineMs)
  return {
    holds: (other) =>
      engine.registry.entries.some(({ client, group }) => client === other || group?.holds(other) === true),
    availableAt(now, call) {
      if (engine.closed) return Infinity
      let at = Infinity
      for (const entry of engine.registry.active) {
        if (entry.holds(call)) at = Math.min(at, entry.availableAt(now, call))
      }
      return at
    },
    async run(operation, given, outer) {
      const options = { ...given, deadlineMs: deadlineMs(given) }
      const explains = outer.trail !== undefined
      const { value } = await executeRun(engine, admission, { operation, options, explains, outer })
      return value
    },
    stream<Chunk>(operation: StreamOperation<Client, Chunk>, given: ReadOptions<Chunk>, outer: OuterAttempt) {
      const options = { ...given, deadlineMs: deadlineMs(given) }
      const stream = new RunningStream<Client, Chunk>(engine, admission, { operation, options, outer })
      return stream as AsyncIterable<Chunk>
    },
  }
}

/** A balancer in this process. Its parts are private, so that printing it shows no client. */
class LocalBalancer<Client> implements Balancer<Client> {
  readonly #engine: Engine<Client>
  readonly #admission: Admission<Client>

  constructor(engine: Engine<Client>) {
    this.#engine = engine
    this.#admission = new Admission(engine)
    markAsGroup(this, asGroup(engine, this.#admission))
  }

  async run<Result>(operation: Operation<Client, Result>, options?: RunOptions): Promise<Result> {
    checkFunction('operation', operation)
    const { value } = await executeRun(this.#engine, this.#admission, { operation, options, explains: false })
    return value
  }

  async runWithTrail<Result>(
    operation: Operation<Client, Result>,
    options?: RunOptions,
  ): Promise<RunResult<Result>> {
    checkFunction('operation', operation)
    return executeRun(this.#engine, this.#admission, { operation, options, explains: true })
  }

  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options?: StreamOptions<Chunk>,
  ): BalancedStream<Chunk>
  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options: StreamOptions<Chunk> & { readonly onInterrupted: 'restart' },
  ): BalancedStream<Chunk | RestartChunk>
  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options: StreamOptions<Chunk> = {},
  ): BalancedStream<Chunk | RestartChunk> {
    checkFunction('operation', operation)
    return new RunningStream(this.#engine, this.#admission, { operation, options })
  }

  addTarget(target: TargetOptions<Client>): void {
    checkCircle(this, target)
    addTarget(this.#engine, target)
    this.#emit('target-added', target.id)
    this.#engine.line.notifyAll()
  }

  async removeTarget(id: string): Promise<void> {
    const { registry, strategy } = this.#engine
    const entry = registry.get(id)
    registry.retire(entry)
    this.#emit('target-removing', id)
    this.#engine.line.notifyAll()
    if (entry.view.inFlight > 0) {
      await new Promise<void>((resolve) => {
        entry.onIdle = resolve
      })
    }
    registry.forget(entry)
    strategy.forget?.(entry.view)
    this.#emit('target-removed', id)
  }

  updateTarget(id: string, update: TargetUpdate<Client>): void {
    const { registry, line } = this.#engine
    const entry = registry.get(id)
    checkTarget(update, id)
    if ('id' in update || 'guards' in update)
      throw new TypeError(`target "${id}": "id" and "guards" cannot be changed`)
    checkCircle(this, { id, client: update.client })
    registry.update(entry, update)
    this.#emit('target-updated', id)
    line.notifyAll()
  }

  reinstateTarget(id: string): void {
    this.#engine.registry.get(id).reinstate()
    this.#emit('target-reinstated', id)
    this.#engine.line.notifyAll()
  }

  targets(): readonly TargetView[] {
    return this.#engine.registry.entries.filter(({ removing }) => !removing).map(({ view }) => viewOf(view))
  }

  snapshot(): BalancerSnapshot {
    return takeSnapshot(this.#engine)
  }

  on(type: BalancerEventType | '*', listener: (event: never) => void): () => void {
    checkFunction('listener', listener)
    return this.#engine.emitter.on(type, listener)
  }

  async close(): Promise<void> {
    await this.#engine.close()
    this.#engine.emitter.clear()
  }

  #emit(
    type: 'target-added' | 'target-removing' | 'target-removed' | 'target-updated' | 'target-reinstated',
    targetId: string,
  ): void {
    const event: BalancerEvent = { type, at: this.#engine.clock.now(), targetId }
    this.#engine.emitter.emit(event)
  }
}
