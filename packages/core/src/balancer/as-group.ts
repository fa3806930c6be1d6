import type { Engine } from '../run/engine.ts'
import { executeRun } from '../run/execute-run.ts'
import { executeStream } from '../stream/balanced-stream.ts'
import type { Group, OuterAttempt, GroupStreamOptions } from '../targets/group.ts'
import type { StreamOperation } from '../contracts/call.ts'

/** A balancer as a target of another one. */
export function asGroup<Client>(engine: Engine<Client>): Group<Client> {
  const { runs, targets } = engine
  return {
    contains: (other) => other === engine || [...targets.all].some((target) => target.group?.contains(other)),
    availableAt(now, call) {
      if (runs.isClosed) return Infinity
      targets.index.refresh(now)
      const { index } = targets
      const { available, blocked } = index.select()
      // The first that takes the call is enough; one that does not after all is put among the blocked ones.
      for (const state of [...available]) {
        const target = targets.behind(state)
        if (target?.fits(call) !== true) continue
        if (target.availableAt(now, call) <= now) return now
        index.ask(target, now)
      }
      const { first } = blocked
      if (first === undefined || first.fits(call)) return first?.comesBackAt ?? Infinity
      return Math.min(...blocked.items.filter((target) => target.fits(call)).map((one) => one.comesBackAt))
    },
    onChange: (listener) => targets.index.onChange(listener),
    async run(operation, options, outer) {
      const { value } = await executeRun(engine, operation, { options, outer })
      return value
    },
    stream: <Chunk>(
      operation: StreamOperation<Client, Chunk>,
      options: GroupStreamOptions<Chunk>,
      outer: OuterAttempt,
    ) => executeStream(engine, operation, { options, outer }) as AsyncIterable<Chunk>,
  }
}
