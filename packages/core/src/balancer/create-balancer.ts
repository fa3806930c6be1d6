import type { Balancer } from '../contracts/balancer.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { BalancerEventType } from '../contracts/events.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { EventListener } from '../events/emitter.ts'
import { checkFunction } from '../options/checks.ts'
import type { Engine } from '../run/engine.ts'
import { executeRun, executeWithTrail } from '../run/execute-run.ts'
import { executeStream } from '../stream/balanced-stream.ts'
import { groupKey } from '../targets/group.ts'
import { asGroup } from './as-group.ts'
import { closeEngine, createEngine } from './create-engine.ts'
import { resolveOptions, type BalancerOptions } from './options.ts'
import { takeSnapshot } from './snapshot.ts'

/**
 * Makes a balancer over targets.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createBalancer<Client>(options: BalancerOptions<Client>): Balancer<Client> {
  const engine = createEngine(resolveOptions(options))
  const balancer = { ...callsOf(engine), ...targetsOf(engine) }
  return Object.defineProperty(balancer, groupKey, { value: asGroup(engine) })
}

/** The part of a balancer that makes calls and reports on them. */
function callsOf<Client>(
  engine: Engine<Client>,
): Pick<Balancer<Client>, 'run' | 'runWithTrail' | 'stream' | 'snapshot' | 'on' | 'close'> {
  return {
    run: (operation, options) => executeRun(engine, operation, { options }),
    runWithTrail: (operation, options) => executeWithTrail(engine, operation, { options, explains: true }),
    stream: (<Chunk>(operation: StreamOperation<Client, Chunk>, options?: StreamOptions<Chunk>) =>
      executeStream(engine, operation, { options })) as Balancer<Client>['stream'],
    snapshot: () => takeSnapshot(engine),
    on(wanted: BalancerEventType | '*', listener: EventListener) {
      checkFunction('listener', listener, 'on')
      return engine.reporter.on(wanted, listener)
    },
    close: (closing) => closeEngine(engine, closing),
  }
}

/** The part of a balancer that changes and lists its targets. */
function targetsOf<Client>(
  engine: Engine<Client>,
): Pick<
  Balancer<Client>,
  'addTarget' | 'removeTarget' | 'updateTarget' | 'updatePool' | 'reinstateTarget' | 'targets'
> {
  const { targets, reporter, queue, strategy } = engine
  return {
    addTarget(target) {
      targets.add(target, engine)
      queue.review()
    },
    async removeTarget(id) {
      const removed = targets.remove(id)
      queue.review()
      const state = await removed
      reporter.safely(strategy.name, () => strategy.forget?.(state))
      reporter.emit('target-removed', { targetId: id })
    },
    updateTarget(id, update) {
      targets.update(id, update, engine)
      queue.review()
    },
    updatePool(pool, update) {
      targets.updatePool(pool, update)
      queue.review()
    },
    reinstateTarget(id, options) {
      targets.reinstate(id, options)
      queue.review()
    },
    targets: () => [...targets.present].map((target) => target.settings),
  }
}
