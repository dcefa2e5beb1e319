# What coordinators read in Slack. mrkdwn; arguments arrive escaped.
