import type { Balancer } from '../contracts/balancer.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { BalancerEventType } from '../contracts/events.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { BalancerClosedError } from '../errors/run-errors.ts'
import type { EventListener } from '../events/emitter.ts'
import { checkFunction } from '../options/checks.ts'
import { executeRun, executeWithTrail } from '../run/execute-run.ts'
import { executeStream } from '../stream/balanced-stream.ts'
import { groupKey } from '../targets/group.ts'
import { asGroup } from './as-group.ts'
import { closeEngine, createEngine } from './create-engine.ts'
import { exportState } from './export-state.ts'
import { engineWith, type LiveEngine } from './live-engine.ts'
import { resolveOptions, resolveUpdate, type BalancerOptions } from './options.ts'
import { takeSnapshot } from './snapshot.ts'

/**
 * Makes a balancer over targets.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createBalancer<Client>(options: BalancerOptions<Client>): Balancer<Client> {
  const live: LiveEngine<Client> = { engine: createEngine(resolveOptions(options)) }
  const balancer = { ...callsOf(live), ...targetsOf(live) }
  return Object.defineProperty(balancer, groupKey, { value: asGroup(live) })
}

/** The part of a balancer that makes calls and reports on them. A run keeps the engine, and so the settings, with which it begins. */
function callsOf<Client>(
  live: LiveEngine<Client>,
): Pick<
  Balancer<Client>,
  'run' | 'runWithTrail' | 'stream' | 'updateSettings' | 'snapshot' | 'exportState' | 'on' | 'close'
> {
  const { reporter, targets, queue } = live.engine
  return {
    run: (operation, options) => executeRun(live.engine, operation, { options }),
    runWithTrail: (operation, options) =>
      executeWithTrail(live.engine, operation, { options, explains: true }),
    stream: (<Chunk>(operation: StreamOperation<Client, Chunk>, options?: StreamOptions<Chunk>) =>
      executeStream(live.engine, operation, { options })) as Balancer<Client>['stream'],
    updateSettings(update) {
      refuseClosed(live)
      const { settings, pools } = resolveUpdate(update)
      live.engine = engineWith(live.engine, settings)
      if (pools === undefined) return
      targets.replacePools(pools)
      queue.review()
    },
    snapshot: () => takeSnapshot(live.engine),
    exportState: () => exportState(live.engine),
    on(wanted: BalancerEventType | '*', listener: EventListener) {
      checkFunction('listener', listener, 'on')
      return reporter.on(wanted, listener)
    },
    close: (closing) => closeEngine(live.engine, closing),
  }
}

/** The part of a balancer that changes and lists its targets. */
function targetsOf<Client>(
  live: LiveEngine<Client>,
): Pick<
  Balancer<Client>,
  | 'addTarget'
  | 'removeTarget'
  | 'updateTarget'
  | 'replaceTarget'
  | 'updatePool'
  | 'batch'
  | 'reinstateTarget'
  | 'targets'
> {
  const { targets, reporter, queue } = live.engine
  return {
    batch(changes) {
      checkFunction('changes', changes, 'batch')
      return queue.reviewAfter(() => reporter.afterwards(changes))
    },
    addTarget(target) {
      refuseClosed(live)
      targets.add(target, targets)
      queue.review()
    },
    async removeTarget(id) {
      const removed = targets.remove(id)
      queue.review()
      const state = await removed
      const { strategy } = live.engine
      reporter.safely(strategy.name, () => strategy.forget?.(state))
      // Another target may have its id by now; for those that go by ids it is not gone.
      if (targets.get(id) === undefined) reporter.emit('target-removed', { targetId: id })
    },
    updateTarget(id, update) {
      refuseClosed(live)
      targets.update(id, update, targets)
      queue.review()
    },
    replaceTarget(target) {
      refuseClosed(live)
      targets.replace(target, targets)
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

/** Guards that live on would hold a target that comes after the end. @throws BalancerClosedError */
function refuseClosed<Client>({ engine }: LiveEngine<Client>): void {
  if (engine.runs.isClosed) throw new BalancerClosedError()
}
