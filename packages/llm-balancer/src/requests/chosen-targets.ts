import type { RunOptions, TargetView } from '@llm-balancer/core'

/** True when a call may use a target: what the core does for names and tags, as a function. */
export function isChosen(target: TargetView, only: RunOptions['only']): boolean {
  if (only === undefined) return true
  if (typeof only === 'function') return only(target)
  return [only].flat().some((word) => word === target.id || target.tags.includes(word))
}
