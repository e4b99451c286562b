/**
 * The prompts, and what each says. Their recordings, `prompts/NAME.wav` beside this file, are made from these texts by
 * `npm run generate:prompts`.
 */
export const promptTexts = {
  'enter-authorization-code': 'Please enter your authorization code, followed by the pound key.',
  'enter-account-code': 'Please enter the account code, followed by the pound key.',
  'code-invalid': 'That code is not valid.',
  'code-accepted': 'Thank you.',
  'press-one-to-accept': 'You have a call. To accept it, press one.',
  'call-rejected': 'The party you are calling does not accept calls from this number.',
  'anonymous-rejected':
    'The party you are calling does not accept calls from callers who withhold their number. Please call again with your number shown.',
  'not-in-service': 'The number you have dialed is not in service.',
  'not-permitted': 'Calls of this kind are not permitted from your line.',
  'all-circuits-busy': 'All circuits are busy now. Please try your call again later.',
  'please-hold': 'Please hold while we try to find the party you are calling.',
  'still-trying': 'We are still trying to find the party you are calling.',
  'feature-on': 'The feature is now on.',
  'feature-off': 'The feature is now off.',
  'try-again': 'Please try again.',
  goodbye: 'Goodbye.',
} as const;

export type PromptName = keyof typeof promptTexts;

export const promptNames = Object.keys(promptTexts) as readonly PromptName[];
