/**
 * Several processes of one application. Each has its own balancer and learns by itself; affinity sends a session to the same target in every
 * process alike, without talking to the others, and `exportState` hands on what one process knows to the one that takes its place.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { affinity, createBalancer, type BalancerState } from '@llm-balancer/core'

type Report = { readonly served: readonly string[]; readonly state: BalancerState }

/** What each process does; `initialState` is what the one before it knew. */
const serve = async (initialState?: BalancerState): Promise<Report> => {
  const balancer = createBalancer({
    targets: ['a', 'b', 'c'].map((id) => ({ id, client: id })),
    strategy: affinity(),
    initialState,
  })
  const served: string[] = []
  for (const affinityKey of ['ann', 'bob', 'eve', 'joe'])
    served.push(await balancer.run((id) => Promise.resolve(id), { affinityKey }))
  const state = balancer.exportState()
  await balancer.close()
  return { served, state }
}

const inAnotherProcess = async (initialState?: BalancerState): Promise<Report> => {
  const child = fork(import.meta.filename, { env: { ...process.env, WORKER: 'yes' } })
  const ended = once(child, 'exit')
  child.send({ initialState })
  const [report] = (await once(child, 'message')) as [Report]
  await ended
  return report
}

if (process.env['WORKER'] === 'yes') {
  const [{ initialState }] = (await once(process, 'message')) as [{ initialState?: BalancerState }]
  process.send?.(await serve(initialState), () => {
    process.disconnect()
  })
} else {
  const [one, two] = await Promise.all([inAnotherProcess(), inAnotherProcess()])
  console.log('the same targets in both:', one.served.join() === two.served.join())
  const successor = await inAnotherProcess(one.state)
  console.log(successor.state.targets.map(({ id, counters }) => `${id} ${String(counters.successes)}`))
}

// Prints:
// the same targets in both: true
// [ 'a 4', 'b 4', 'c 0' ]
