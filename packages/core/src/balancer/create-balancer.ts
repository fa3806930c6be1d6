import type { Balancer } from '../contracts/balancer.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { BalancerEvent, BalancerEventType } from '../contracts/events.ts'
import { Emitter, type EventListener } from '../events/emitter.ts'
import { checkFunction } from '../options/checks.ts'
import { CandidateView } from '../strategies/candidate-view.ts'
import { emit, safely } from './emit.ts'
import { executeRun } from './execute-run.ts'
import { executeStream } from './execute-stream.ts'
import { groupKey, type Group, type OuterAttempt, type ReadOptions } from './group.ts'
import { resolveOptions, type BalancerOptions } from './options.ts'
import { noteAvailability, notePool } from './availability-events.ts'
import { takeSnapshot, viewOf } from './snapshot.ts'
import type { Engine, Targets } from './state.ts'
import { availableAt, fitsContextWindow } from './target-entry.ts'
import { addTarget, changeTargets, findTarget, reinstate, updateTarget } from './targets.ts'
import { closeQueue, reviewQueue } from './waiting-queue.ts'

/**
 * Makes a balancer over targets.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createBalancer<Client>(options: BalancerOptions<Client>): Balancer<Client> {
  const { targets, ...resolved } = resolveOptions(options)

  const engine = {
    ...resolved,
    entryOf: new WeakMap(),
    revision: 0,
    clearAt: 0,
    view: new CandidateView(),
    emitter: new Emitter<BalancerEvent>(),
    queue: new Set(),
    blocked: new Set(),
    counts: { started: 0, succeeded: 0, failed: 0, cancelled: 0 },
    running: new Set(),
    closed: false,
    onIdle: [],
  } as Omit<Engine<Client>, keyof Targets<Client>> as Engine<Client>
  changeTargets(engine, [])
  for (const target of targets) addTarget(engine, target)
  resolved.strategy.bind?.({ random: resolved.random })
  const balancer = { ...callsOf(engine), ...targetsOf(engine) }
  return Object.defineProperty(balancer, groupKey, { value: asGroup(engine) })
}

/** The part of a balancer that makes calls and reports on them. */
function callsOf<Client>(
  engine: Engine<Client>,
): Pick<Balancer<Client>, 'run' | 'runWithTrail' | 'stream' | 'snapshot' | 'on' | 'close'> {
  return {
    async run(operation, options) {
      const { value } = await executeRun(engine, operation, { options })
      return value
    },
    runWithTrail: (operation, options) => executeRun(engine, operation, { options, explains: true }),
    stream: (<Chunk>(operation: StreamOperation<Client, Chunk>, options?: StreamOptions<Chunk>) =>
      executeStream(engine, operation, { options })) as Balancer<Client>['stream'],
    snapshot: () => takeSnapshot(engine),
    on(wanted: BalancerEventType | '*', listener: EventListener) {
      checkFunction('listener', listener, 'on')
      return engine.emitter.on(wanted, listener)
    },
    async close() {
      if (!engine.closed) {
        engine.closed = true
        closeQueue(engine)
        emit(engine, 'balancer-closed', {})
      }
      if (engine.running.size > 0) await new Promise<void>((resolve) => engine.onIdle.push(resolve))
      engine.emitter.close()
    },
  }
}

/** The part of a balancer that changes and lists its targets. */
function targetsOf<Client>(
  engine: Engine<Client>,
): Pick<Balancer<Client>, 'addTarget' | 'removeTarget' | 'updateTarget' | 'reinstateTarget' | 'targets'> {
  return {
    addTarget(target) {
      addTarget(engine, target)
      emit(engine, 'target-added', { targetId: target.id })
      reviewQueue(engine)
    },
    async removeTarget(id) {
      const entry = findTarget(engine, id)
      entry.removing = true
      changeTargets(engine)
      emit(engine, 'target-removing', { targetId: id })
      noteAvailability(engine, entry)
      reviewQueue(engine)
      if (entry.view.inFlight > 0) {
        await new Promise<void>((resolve) => {
          entry.onIdle.push(resolve)
        })
      }
      changeTargets(
        engine,
        engine.entries.filter((other) => other !== entry),
      )
      safely(engine, engine.strategy.name, () => engine.strategy.forget?.(entry.view))
      emit(engine, 'target-removed', { targetId: id })
    },
    updateTarget(id, update) {
      updateTarget(engine, id, update)
      emit(engine, 'target-updated', { targetId: id })
      notePool(engine, findTarget(engine, id))
      reviewQueue(engine)
    },
    reinstateTarget(id, options) {
      const entry = findTarget(engine, id)
      reinstate(entry, options)
      emit(engine, 'target-reinstated', { targetId: id })
      notePool(engine, entry)
      reviewQueue(engine)
    },
    targets: () => engine.present.map((entry) => viewOf(entry.view)),
  }
}

/** A balancer as a target of another one. */
function asGroup<Client>(engine: Engine<Client>): Group<Client> {
  return {
    contains: (other) => other === engine || engine.entries.some((entry) => entry.group?.contains(other)),
    availableAt(now, call) {
      const open = engine.closed ? [] : engine.active.filter((entry) => fitsContextWindow(entry, call))
      return Math.min(...open.map((entry) => availableAt(entry, call, now)))
    },
    async run(operation, options, outer) {
      const { value } = await executeRun(engine, operation, { options, outer })
      return value
    },
    stream: <Chunk>(
      operation: StreamOperation<Client, Chunk>,
      options: ReadOptions<Chunk>,
      outer: OuterAttempt,
    ) => executeStream(engine, operation, { options, outer }) as AsyncIterable<Chunk>,
  }
}
