/** The ways in which a tiny adapter can be worse than it should be. */
export type Flaw =
  | 'takes a truncated stream for a short answer'
  | 'takes a broken stream for a short answer'
  | 'gives text that was never written'
  | 'forgets the usage'
  | 'drops the provider options'
  | 'reports nothing'
  | 'throws what it stumbles over'
  | 'sends what other vendors noted'
  | 'cleans ids until they are alike'
  | 'makes up ids'
