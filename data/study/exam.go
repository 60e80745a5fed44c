package study

// Exam is an AWS certification exam with the domains that its exam guide names.
type Exam struct {
	Code    string // as learners say it: SAA
	Version string // the guide in force: SAA-C03
	Domains []string
}

// Exams are the exams that content may name, easiest first. Source: the AWS exam guides CLF-C02,
// SAA-C03, SAP-C02 and DOP-C02.
var Exams = []Exam{
	{"CLF", "CLF-C02", []string{
		"Cloud Concepts", "Security and Compliance", "Cloud Technology and Services",
		"Billing, Pricing, and Support"}},
	{"SAA", "SAA-C03", []string{
		"Design Secure Architectures", "Design Resilient Architectures",
		"Design High-Performing Architectures", "Design Cost-Optimized Architectures"}},
	{"SAP", "SAP-C02", []string{
		"Design Solutions for Organizational Complexity", "Design for New Solutions",
		"Continuous Improvement for Existing Solutions",
		"Accelerate Workload Migration and Modernization"}},
	{"DOP", "DOP-C02", []string{
		"SDLC Automation", "Configuration Management and IaC", "Resilient Cloud Solutions",
		"Monitoring and Logging", "Incident and Event Response", "Security and Compliance"}},
}

// ExamByCode finds an exam by its code.
func ExamByCode(code string) (Exam, bool) {
	for _, e := range Exams {
		if e.Code == code {
			return e, true
		}
	}
	return Exam{}, false
}
