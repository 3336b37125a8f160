resource "crossaccount_trust_policy" "agent" {
  eks_pod_identity {
    cluster_arn     = "arn:aws:eks:eu-central-1:111111111111:cluster/torque"
    namespace       = "torque"
    service_account = "agent"
  }
}

data "crossaccount_trust_policy_evaluation" "pods" {
  for_each = {
    agent           = { cluster = "torque", namespace = "torque" }
    another_cluster = { cluster = "staging", namespace = "torque" }
    another_team    = { cluster = "torque", namespace = "payments" }
  }

  trust_policy = crossaccount_trust_policy.agent.json
  role_arn     = "arn:aws:iam::111111111111:role/torque-master"
  principal    = "pods.eks.amazonaws.com"
  actions      = ["sts:AssumeRole", "sts:TagSession"]
  context = {
    "aws:RequestTag/eks-cluster-arn"            = ["arn:aws:eks:eu-central-1:111111111111:cluster/${each.value.cluster}"]
    "aws:RequestTag/eks-cluster-name"           = [each.value.cluster]
    "aws:RequestTag/kubernetes-namespace"       = [each.value.namespace]
    "aws:RequestTag/kubernetes-service-account" = ["agent"]
  }
}

# The tags of these sessions are transitive: a role that the agent assumes next
# has to allow sts:TagSession, too.
resource "crossaccount_trust_policy" "target" {
  aws {
    principals         = ["arn:aws:iam::111111111111:role/torque-master"]
    external_ids       = ["example-2f6d0c1e"]
    allow_session_tags = true
  }
}

output "decisions" {
  value = { for name, e in data.crossaccount_trust_policy_evaluation.pods : name => e.decision }
}
