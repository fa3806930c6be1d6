import { Cooldown } from './cooldown.ts'

/** What the targets of one key or account share. */
export class KeyState<Target> {
  readonly cooldown: Cooldown = new Cooldown()
  readonly targets: Set<Target> = new Set<Target>()
}
