import { isMap } from '../schema/composites.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import { textOf, type Values } from './texts.ts'

/** Each budget has one amount, and counts tenants only where it is one for each. */
export function checkBudgets({ budgets }: Values): readonly ConfigIssue[] {
  return (Array.isArray(budgets) ? budgets : []).flatMap((budget: unknown, place) => {
    if (!isMap(budget)) return []
    const path = ['budgets', place]
    const amounts = ['usdPerDay', 'usdPerMinute'].filter((name) => budget[name] !== undefined)
    const issues: ConfigIssue[] = []
    if (amounts.length === 0)
      issues.push({ path, message: 'needs an amount; add "usdPerDay" or "usdPerMinute"' })
    if (amounts.length === 2)
      issues.push({
        path: [...path, 'usdPerMinute'],
        message: 'stands beside "usdPerDay"; make two budgets of them',
        isKey: true,
      })
    if (budget['maxTenants'] !== undefined && textOf(budget['by']) === 'all')
      issues.push({
        path: [...path, 'maxTenants'],
        message: 'has no effect on a budget that all share; remove it',
        isKey: true,
      })
    return issues
  })
}
