/**
 * On what terms a target is called. `available`: nothing blocks it. `held`: its window alone does. `trial`: its circuit does, and
 * gives a permit for a trial. `least-bad`: guards that are not binding refuse it, and it is called all
 * the same.
 */
export type Terms = 'available' | BlockedTerms

/** On what terms a blocked target is called. */
export type BlockedTerms = 'held' | 'trial' | 'least-bad'
