locals {
  github = "token.actions.githubusercontent.com"
}

resource "crossaccount_trust_policy" "deploy" {
  oidc {
    provider_arn = "arn:aws:iam::222222222222:oidc-provider/${local.github}"
    audiences    = ["sts.amazonaws.com"]
    subjects     = ["repo:example/infrastructure:ref:refs/heads/main", "repo:example/infrastructure:environment:production"]
  }
}

data "crossaccount_trust_policy_evaluation" "workflows" {
  for_each = {
    main               = "repo:example/infrastructure:ref:refs/heads/main"
    pull_request       = "repo:example/infrastructure:pull_request"
    another_repository = "repo:example-2/infrastructure:ref:refs/heads/main"
  }

  trust_policy = crossaccount_trust_policy.deploy.json
  role_arn     = "arn:aws:iam::222222222222:role/deploy"
  principal    = "arn:aws:iam::222222222222:oidc-provider/${local.github}"
  actions      = ["sts:AssumeRoleWithWebIdentity"]
  context = {
    "${local.github}:sub" = [each.value]
    "${local.github}:aud" = ["sts.amazonaws.com"]
  }
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.workflows : name => e.decision }
}
