/**
 * Hosts that come from a database: what is new is added, what has changed is changed, what is gone is drained, while calls run. What is known
 * of a host that stays is kept. The table here is a list in memory; call `follow` from a timer or a notification of yours.
 */
import { type Balancer, createBalancer, roundRobin, type TargetOptions } from '@llm-balancer/core'

type Host = { readonly id: string; readonly url: string; readonly places: number; readonly region: string }

/** Stands for the table. */
let table: Host[] = [
  { id: 'gpu-1', url: 'http://10.0.0.1:8000/v1', places: 8, region: 'eu' },
  { id: 'gpu-2', url: 'http://10.0.0.2:8000/v1', places: 16, region: 'us' },
]
const listHosts = (): Promise<Host[]> => Promise.resolve([...table])

const toTarget = ({ id, url, places, region }: Host): TargetOptions<string> => ({
  id,
  client: url,
  concurrency: places,
  tags: [region],
})

const follow = async (balancer: Balancer<string>): Promise<void> => {
  const hosts = await listHosts()
  const known = new Set(balancer.targets().map(({ id }) => id))
  const listed = new Set(hosts.map(({ id }) => id))
  balancer.batch(() => {
    for (const host of hosts)
      if (known.has(host.id)) balancer.replaceTarget(toTarget(host))
      else balancer.addTarget(toTarget(host))
  })
  await Promise.all([...known].filter((id) => !listed.has(id)).map((id) => balancer.removeTarget(id)))
}

const balancer = createBalancer<string>({
  targets: [],
  strategy: roundRobin(),
})
for (const type of ['target-added', 'target-updated', 'target-removed'] as const)
  balancer.on(type, ({ targetId }) => {
    console.log(type, targetId)
  })

await follow(balancer)
console.log('anywhere:', await balancer.run((url) => Promise.resolve(url)))
console.log('in the US:', await balancer.run((url) => Promise.resolve(url), { only: 'us' }))

table = [
  { id: 'gpu-2', url: 'http://10.0.0.2:8000/v1', places: 4, region: 'us' },
  { id: 'gpu-3', url: 'http://10.0.0.3:8000/v1', places: 8, region: 'eu' },
]
await follow(balancer)
for (const { id, concurrency, successes } of balancer.snapshot().targets)
  console.log(id, concurrency, successes)

await balancer.close()

// Prints:
// target-added gpu-1
// target-added gpu-2
// anywhere: http://10.0.0.1:8000/v1
// in the US: http://10.0.0.2:8000/v1
// target-updated gpu-2
// target-added gpu-3
// target-removed gpu-1
// gpu-2 4 1
// gpu-3 8 0
