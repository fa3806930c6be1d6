import type { Target } from '../targets/target.ts'

/** Says which targets may not be chosen, beside those that are blocked. */
export interface TargetChoice<Client> {
  refuses(target: Target<Client>): boolean
}
