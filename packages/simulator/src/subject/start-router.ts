import type { RouterSubject } from '../scenario/router.ts'
import type { World } from '../scenario/world.ts'
import type { RunningSubject } from './running-subject.ts'

/** A router of the caller's own over the servers. */
export function startRouter({ start }: RouterSubject, world: World): RunningSubject {
  const router = start(world)
  return {
    call: (arrival, onFirstContent) =>
      router.call({
        request: arrival,
        isStreaming: arrival.traffic.streaming === true,
        deadlineMs: arrival.traffic.call?.deadlineMs ?? Infinity,
        onFirstContent,
      }),
    snapshot() {
      if (router.snapshot === undefined)
        throw new TypeError('simulate: "onSecond": the router has no snapshot')
      return router.snapshot()
    },
    async close() {
      await router.close?.()
    },
  }
}
