import type { Fetch } from '@llm-balancer/provider'
import type { FakeLLM } from '@llm-balancer/testing'

/** Sends requests for the real vendors to the targets of a fake that stand for them, by host name. */
export function vendorFetch<Id extends string>(
  fake: FakeLLM<Id>,
  hosts: Readonly<Record<string, Id>>,
): Fetch {
  return (url, init) => {
    const { hostname, pathname, search } = new URL(url)
    const id = hosts[hostname]
    if (id === undefined) throw new Error(`no target stands for ${hostname}`)
    return fake.fetch(`https://fake-llm.test/${id}${pathname}${search}`, init)
  }
}
