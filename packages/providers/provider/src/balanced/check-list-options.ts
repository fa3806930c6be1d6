import type { BalancerOptions } from '@llm-balancer/core'
import { checkKnown } from '@llm-balancer/core/options'

/** The options of `createBalancer`, which checks their values, but for those that models make no sense of. */
const balancerNames: Readonly<
  Record<Exclude<keyof BalancerOptions<unknown>, 'targets' | 'classifyResponse'>, true>
> = {
  strategy: true,
  retry: true,
  timeouts: true,
  whenUnavailable: true,
  hedge: true,
  cooling: true,
  pools: true,
  guards: true,
  classify: true,
  acceptable: true,
  clock: true,
  initialState: true,
  random: true,
}

/**
 * Refuses unknown options of a model over a list: `own` are those that it has beside the balancer's, `hints` the names that other
 * libraries have for them.
 *
 * @throws TypeError naming the option
 */
export function checkListOptions(
  owner: string,
  options: object,
  { own, hints = {} }: { readonly own: readonly string[]; readonly hints?: Readonly<Record<string, string>> },
): void {
  checkKnown(owner, options, [...own, ...Object.keys(balancerNames)], { hints })
}
