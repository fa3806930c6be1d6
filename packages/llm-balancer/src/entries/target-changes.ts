import type { Balancer } from '@llm-balancer/core'
import type { EntryTarget } from './entry-target.ts'
import type { ModelClient } from './model-client.ts'
import type { EntryChange, ProviderEntry } from './provider-entry.ts'
import type { ProviderRegistry } from './provider-registry.ts'

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
function changeTargets(balancer: Balancer<ModelClient>, { kept, added }: EntryChange): void {
  addTargets(balancer, added)
  const changed: EntryTarget[] = []
  try {
    for (const { target, options, isSame } of kept) {
      if (isSame) continue
      balancer.replaceTarget(options)
      changed.push(target)
    }
  } catch (error) {
    for (const target of changed) balancer.replaceTarget(target.options())
    for (const { id } of added) void balancer.removeTarget(id)
    throw error
  }
}

/** Makes a change of an entry. @throws what the core says of one of its targets, and then nothing has changed */
export function changeEntry(parts: TargetOwners, name: string, change: EntryChange): void {
  const { balancer, registry } = parts
  const { kept, removed, rekeyed, isMoved } = change
  changeTargets(balancer, change)
  change.commit()
  if (registry.has(name)) registry.note(registry.get(name, 'updateProvider'))
  for (const { target } of kept) {
    if (isMoved || rekeyed.includes(target)) balancer.reinstateTarget(target.id, { scope: 'key' })
    if (isMoved) balancer.reinstateTarget(target.id, { scope: 'target' })
  }
  void removeTargets(parts, name, removed)
}

/** Takes an entry out that is no longer registered. Resolves when its running calls have ended, and its group is closed. */
export async function removeEntry(parts: TargetOwners, entry: ProviderEntry): Promise<void> {
  await removeTargets(parts, entry.name, entry.targets)
  await entry.owned?.llm.close({ graceMs: 0 })
}

/** What has the targets: the core, and the entries. */
export type TargetOwners = {
  readonly balancer: Balancer<ModelClient>
  readonly registry: ProviderRegistry
}

/** Takes targets of an entry out. Resolves when their running calls have ended. */
async function removeTargets(
  { balancer, registry }: TargetOwners,
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
