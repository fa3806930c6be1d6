import type { Balancer } from '@llm-balancer/core'
import type { EntryTarget } from './entry-target.ts'
import type { ModelClient } from './model-client.ts'
import type { EntryChange } from './provider-entry.ts'
import type { ProviderRegistry } from './provider-registry.ts'
import { targetUpdateOf } from './target-update-of.ts'

/** Adds all of them or none. @throws what the core says of one */
export function addTargets(balancer: Balancer<ModelClient>, targets: readonly EntryTarget[]): void {
  const added: string[] = []
  try {
    for (const target of targets) {
      balancer.addTarget(target.options())
      added.push(target.id)
    }
  } catch (error) {
    for (const id of added) void balancer.removeTarget(id)
    throw error
  }
}

/** Brings the targets of the core up to date with a change, or leaves all of them as they are. @throws what the core says of one */
export function changeTargets(balancer: Balancer<ModelClient>, { kept, added }: EntryChange): void {
  addTargets(balancer, added)
  const changed: EntryTarget[] = []
  try {
    for (const { target, options } of kept) {
      balancer.updateTarget(target.id, targetUpdateOf(options))
      changed.push(target)
    }
  } catch (error) {
    for (const target of changed) balancer.updateTarget(target.id, targetUpdateOf(target.options()))
    for (const { id } of added) void balancer.removeTarget(id)
    throw error
  }
}

/** Takes targets of an entry out. Resolves when their running calls have ended. */
export async function removeTargets(
  { balancer, registry }: { readonly balancer: Balancer<ModelClient>; readonly registry: ProviderRegistry },
  name: string,
  targets: readonly EntryTarget[],
): Promise<void> {
  await Promise.all(
    targets.map(async ({ id }) => {
      const forget = registry.leave(id, name)
      await balancer.removeTarget(id)
      forget()
    }),
  )
}
